import Evidence
import GoBuild

/// Finds what was decided of functions and lines that profiles name.
public struct DecisionIndex: Sendable {
    private struct LineKey: Hashable {
        var base: String
        var line: Int32
    }

    private let log: CompilerLog
    private var functions: [CompiledFunction.Key: [Int]] = [:]
    private var escapes: [LineKey: [Int]] = [:]
    /// Calls that are not inlined, of functions that may be.
    private var refusals: [LineKey: [Int]] = [:]

    public init(_ log: CompilerLog) {
        self.log = log
        for (index, decision) in log.decisions.enumerated() {
            switch decision.kind {
            case .cannotInline, .canInline: functions[compiled(decision).key, default: []].append(index)
            case .escapes, .movedToHeap: escapes[lineKey(decision), default: []].append(index)
            case .callRefused where decision.budget >= 0: refusals[lineKey(decision), default: []].append(index)
            default: break
            }
        }
    }

    private func lineKey(_ decision: CompilerDecision) -> LineKey {
        LineKey(base: PathText.last(log.text(decision.position.file)), line: decision.position.line)
    }

    private func compiled(_ decision: CompilerDecision) -> CompiledFunction {
        CompiledFunction(
            package: log.text(decision.package), name: log.text(decision.name),
            file: log.text(decision.position.file))
    }

    private func isOf(_ function: CompiledFunction, _ decision: CompilerDecision) -> Bool {
        function.isOfPackage(log.text(decision.package), file: log.text(decision.position.file))
    }

    /// Whether a function may be inlined, and why not.
    /// - Parameters:
    ///   - function: with its package, as profiles name it.
    ///   - file: in which it is declared.
    public func inlining(of function: String, in file: String) -> CompilerDecision? {
        let function = CompiledFunction(profiled: function, file: file)
        let found = (functions[function.key] ?? []).map { log.decisions[$0] }.filter { isOf(function, $0) }
        // Of the shapes of a generic function, one that cannot be inlined says why.
        return found.last { $0.kind == .cannotInline } ?? found.first
    }

    /// What escapes at a line of a function, in the order of columns; each value once, although inlined bodies report it
    /// again.
    /// - Parameters: as for `inlining`.
    public func escapes(in function: String, _ file: String, line: Int32) -> [CompilerDecision] {
        let function = CompiledFunction(profiled: function, file: file)
        let found = (escapes[LineKey(base: function.key.base, line: line)] ?? []).map { log.decisions[$0] }
            .filter { isOf(function, $0) }
        var seen: Set<StringID> = []
        return found.sorted { ($0.position.column, $0.name) < ($1.position.column, $1.name) }
            .filter { seen.insert($0.name).inserted }
    }

    /// Why a call of a function that may be inlined is not.
    /// - Parameters:
    ///   - callee: with its package, as profiles name it.
    ///   - caller: as for `inlining`, with its file; the function in which the call is written.
    public func refusal(of callee: String, in caller: String, _ file: String, line: Int32) -> CompilerDecision? {
        let caller = CompiledFunction(profiled: caller, file: file)
        let callee = CompiledFunction(profiled: callee, file: "")
        let name = "\(callee.package).\(callee.key.name)"
        return (refusals[LineKey(base: caller.key.base, line: line)] ?? []).map { log.decisions[$0] }
            .first { isOf(caller, $0) && CompiledFunction.generic(log.text($0.name)) == name }
    }
}
