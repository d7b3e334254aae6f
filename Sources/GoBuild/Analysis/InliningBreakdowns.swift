import Evidence
import Wire

/// Breakdowns of the functions of a log, as far as their sources are there.
public struct InliningBreakdowns: Sendable {
    private struct Call {
        var callee: StringID
        var package: StringID
    }

    private let log: CompilerLog
    private let source: @Sendable (String) -> Bytes?
    /// Calls that were replaced by bodies, by their place.
    private var inlined: [CompilerPosition: Call] = [:]
    /// Costs of functions that may be inlined, by package and name.
    private var costs: [Name: Int] = [:]
    /// Functions of each package, without their receivers.
    private var functions: Set<Name> = []
    /// Files that were read; nil for those that are not there.
    private var files: [StringID: GoTokens?] = [:]

    private struct Name: Hashable {
        /// As calls name it; empty within the package.
        var package: String
        var name: String
        /// For a name without its package.
        var inside: StringID
    }

    /// - Parameter source: the contents of a file that the compiler names; nil when it is not there.
    public init(_ log: CompilerLog, source: @escaping @Sendable (String) -> Bytes?) {
        self.log = log
        self.source = source
        for decision in log.decisions {
            switch decision.kind {
            case .inlinedCall:
                // What is inlined into the body reports its own at the same place, behind it.
                if inlined[decision.position] == nil {
                    inlined[decision.position] = Call(callee: decision.name, package: decision.package)
                }
            case .canInline, .cannotInline:
                let name = log.text(decision.name)
                functions.insert(Name(package: "", name: Self.generic(name), inside: decision.package))
                guard decision.kind == .canInline, decision.cost >= 0 else { continue }
                let package = SymbolNaming.packageName(log.text(decision.package))
                costs[Name(package: "", name: name, inside: decision.package)] = Int(decision.cost)
                costs[Name(package: package, name: name, inside: .empty)] = Int(decision.cost)
            default: break
            }
        }
    }

    /// What a function consists of that is not inlined.
    /// - Returns: nil when its source is not there, or is another one than what was compiled.
    public mutating func breakdown(of decision: CompilerDecision) -> InliningBreakdown? {
        guard let tokens = tokens(decision.position.file),
            let function = SourceFunction(tokens, line: decision.position.line, column: decision.position.column)
        else { return nil }
        let (functions, package) = (functions, decision.package)
        return InliningBreakdown(
            function,
            // The compiler said something of each function of the package: another plain name is a type or a variable.
            isCall: { $0.contains(".") || functions.contains(Name(package: "", name: $0, inside: package)) },
            inlined: { line, column in
                let place = CompilerPosition(file: decision.position.file, line: line, column: column)
                return inlined[place].map { (cost(of: $0), true) } ?? (nil, false)
            })
    }

    /// `sum` of `sum[go.shape.int]`.
    private static func generic(_ name: String) -> String { String(name.prefix { $0 != "[" }) }

    private func cost(of call: Call) -> Int? {
        let name = log.text(call.callee)
        if let cost = costs[Name(package: "", name: name, inside: call.package)] { return cost }
        guard let dot = name.firstIndex(of: ".") else { return nil }
        return costs[Name(package: String(name[..<dot]), name: String(name[name.index(after: dot)...]), inside: .empty)]
    }

    private mutating func tokens(_ file: StringID) -> GoTokens? {
        if let known = files[file] { return known }
        let made = source(log.text(file)).map { GoTokens($0.array) }
        files[file] = .some(made)
        return made
    }
}
