import Evidence

/// What of a log somebody asks about.
public enum DecisionQuery: Sendable, Equatable {
    case everything
    /// A function as people write it: `Get`, `(*Store).Get`, `Store.Get`, `store.(*Store).Get`.
    case function(String)
    /// A line, by the end of its file's path.
    case line(file: String, line: Int32)

    /// A function that the log has a decision of, by all its decisions: a generic one has several.
    public func declarations(in log: CompilerLog) -> [CompilerDecision] {
        let all = log.decisions.filter { $0.kind == .canInline || $0.kind == .cannotInline }
        switch self {
        case .everything: return all
        case .function(let name): return all.filter { Self.isMeant(name, $0, log) }
        case .line(let file, let line):
            // The last function that begins at or before it; closures begin behind the function around them.
            let ofFile = all.filter { Self.isOf(file, $0, log) && $0.position.line <= line }
            guard let nearest = ofFile.map(\.position.line).max() else { return [] }
            return ofFile.filter { $0.position.line == nearest }
        }
    }

    /// Whether a path ends with the parts of another.
    static func isOf(_ file: String, _ decision: CompilerDecision, _ log: CompilerLog) -> Bool {
        let asked = file.split(separator: "/").filter { $0 != "." }
        let known = log.text(decision.position.file).split(separator: "/").filter { $0 != "." }
        // Paths of the compiler are relative to where the go command ran.
        let count = min(asked.count, known.count)
        return count > 0 && asked.suffix(count).elementsEqual(known.suffix(count))
    }

    private static func isMeant(_ wanted: String, _ decision: CompilerDecision, _ log: CompilerLog) -> Bool {
        let name = plain(log.text(decision.name))
        let package = log.text(decision.package)
        let last = PathText.last(package)
        var wanted = plain(wanted)
        // Programs call their own package main, whatever its import path.
        if wanted.hasPrefix("main."), package != "main" { wanted = String(wanted.dropFirst(5)) }
        return [name, "\(last).\(name)", "\(package).\(name)"].contains { known in
            known == wanted || known.hasPrefix(wanted + ".func")
        }
    }

    /// Without type arguments, and without what tells a pointer's method from a value's.
    private static func plain(_ name: String) -> String {
        var result = name.filter { !"(*)".contains($0) }
        if let open = result.firstIndex(of: "["), let close = result.lastIndex(of: "]"), open < close {
            result.removeSubrange(open...close)
        }
        return result
    }
}
