import GoBinary

/// What one executable has more or less of than another.
public struct SizeDifference: Sendable {
    public struct Row: Sendable, Equatable {
        public var name: String
        /// Bytes; nil for what is not there.
        public var old: Int?
        public var new: Int?

        public var change: Int { (new ?? 0) - (old ?? 0) }
    }

    public let old: ProgramSize
    public let new: ProgramSize
    /// In the order of `ProgramSize.Part`.
    public let parts: [Row]
    /// What changed, by the bytes of the change, the most first.
    public let modules: [Row]
    public let packages: [Row]
    public let functions: [Row]

    public init(_ old: ProgramSize, _ new: ProgramSize) {
        (self.old, self.new) = (old, new)
        parts = zip(old.parts, new.parts).map { Row(name: $0.part.rawValue, old: $0.size, new: $1.size) }
        let hasData = old.hasData && new.hasData
        func rows(_ groups: [ProgramSize.Group]) -> [(String, Int)] {
            groups.map { ($0.name, hasData ? $0.total : $0.code) }
        }
        modules = Self.changes(rows(old.modules), rows(new.modules))
        packages = Self.changes(rows(old.packages), rows(new.packages))
        let isMixed = old.hasSymbols != new.hasSymbols
        func key(_ function: ProgramSize.Function) -> (String, Int) {
            let name = FunctionNaming.withoutHash(function.name)
            guard isMixed else { return (name, function.size) }
            // Symbols alone name the calling convention.
            return (name.hasSuffix(".abi0") ? String(name.dropLast(5)) : name, function.size)
        }
        functions = Self.changes(old.functions.map(key), new.functions.map(key))
    }

    private static func changes(_ old: [(String, Int)], _ new: [(String, Int)]) -> [Row] {
        var rows: [String: Row] = [:]
        for (name, size) in old { rows[name, default: Row(name: name)].old = (rows[name]?.old ?? 0) + size }
        for (name, size) in new { rows[name, default: Row(name: name)].new = (rows[name]?.new ?? 0) + size }
        return rows.values.filter { $0.change != 0 }.sorted {
            ($1.change.magnitude, $0.name) < ($0.change.magnitude, $1.name)
        }
    }
}
