import GoBinary
import Wire

extension ProgramFunctions {
    /// The functions that a user means: those of exactly that name, with or without type arguments, or else those whose
    /// names end in it (`(*T).M`), or else those whose names match it as a regular expression; ascending by address.
    /// - Throws: `usage` for a text that is neither a name nor an expression, `notFound` when nothing matches, with names
    ///   that are like it.
    public func functions(meant text: String) throws -> [ProgramFunction] {
        let exact = functions.filter { $0.name == text || table.name($0.index) == text }
        if !exact.isEmpty { return exact }
        // As tracebacks print instances of a generic function, or as its source calls it.
        let instances = functions.filter { function in
            guard function.name.utf8.contains(UInt8(ascii: "[")) else { return false }
            let printed = printableFunctionName(function.name)
            return printed == text || printed == text + "[...]"
        }
        if !instances.isEmpty { return instances }
        // `(*T).M` is no expression.
        let part = functions.filter { $0.name.hasSuffix("." + text) || $0.name.hasSuffix("/" + text) }
        if !part.isEmpty { return part }
        let expression = try RegularExpression(text)
        let found = functions.filter { expression.matches($0.name) }
        if !found.isEmpty { return found }
        throw InputError(.notFound, "has no function `\(text)`\(likeness(text))", file: executable.path)
    }

    private func likeness(_ text: String) -> String {
        let last = text.split(whereSeparator: { ".()*[]".contains($0) }).last.map { $0.lowercased() } ?? ""
        guard last.utf8.count > 2 else { return "" }
        let names = functions.lazy.map(\.name).filter { $0.lowercased().contains(last) }.prefix(3)
        return names.isEmpty ? "" : "; there is \(names.joined(separator: ", "))"
    }
}
