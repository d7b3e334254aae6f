import Evidence
import GoBuild

/// Finds what was decided of functions and lines that profiles name.
///
/// The compiler names functions without their package (`(*T).M`, `Sum[go.shape.int]`) and packages by import path, a
/// profile by both, but a program's own package as `main` and type arguments as `[...]`. File names join the two.
public struct DecisionIndex: Sendable {
    private struct FunctionKey: Hashable {
        var name: String
        var file: String
    }

    private struct LineKey: Hashable {
        var file: String
        var line: Int32
    }

    private let log: CompilerLog
    private var functions: [FunctionKey: Int] = [:]
    private var escapes: [LineKey: [Int]] = [:]

    public init(_ log: CompilerLog) {
        self.log = log
        for (index, decision) in log.decisions.enumerated() {
            switch decision.kind {
            case .cannotInline, .canInline:
                let name = Self.generic(log.text(decision.name))
                let key = FunctionKey(name: name, file: base(decision))
                // Of the shapes of a generic function, one that cannot be inlined says why.
                if functions[key] == nil || decision.kind == .cannotInline { functions[key] = index }
            case .escapes, .movedToHeap:
                escapes[LineKey(file: base(decision), line: decision.position.line), default: []].append(index)
            default: break
            }
        }
    }

    private func base(_ decision: CompilerDecision) -> String { Self.base(log.text(decision.position.file)) }

    /// The last part of a path.
    static func base(_ path: String) -> String {
        path.utf8.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            .map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// What stands behind the package in a profile's name of a function: `(*T).M` of `example.com/a.(*T).M`.
    static func withoutPackage(_ name: String) -> String {
        let package = FunctionName.package(name)
        guard package.endIndex < name.endIndex else { return name }
        return String(name[package.endIndex...].dropFirst())
    }

    /// Type arguments as `[...]`.
    static func generic(_ name: String) -> String {
        guard let open = name.firstIndex(of: "["), let close = name.lastIndex(of: "]"), open < close else {
            return name
        }
        return name[..<open] + "[...]" + name[name.index(after: close)...]
    }

    /// Whether a function may be inlined, and why not.
    /// - Parameters:
    ///   - function: with its package, as profiles name it.
    ///   - file: in which it is declared.
    public func inlining(of function: String, in file: String) -> CompilerDecision? {
        let name = Self.generic(Self.withoutPackage(function))
        return functions[FunctionKey(name: name, file: Self.base(file))].map { log.decisions[$0] }
    }

    /// What escapes at a line, in the order of columns; each value once, although inlined bodies report it again.
    public func escapes(in file: String, line: Int32) -> [CompilerDecision] {
        let found = (escapes[LineKey(file: Self.base(file), line: line)] ?? []).map { log.decisions[$0] }
        var seen: Set<StringID> = []
        return found.sorted { ($0.position.column, $0.name) < ($1.position.column, $1.name) }
            .filter { seen.insert($0.name).inserted }
    }
}
