import GoBinary

/// What an executable file is made of.
public struct ProgramSize: Sendable, Equatable {
    /// What bytes of a file are for.
    public enum Part: String, Sendable, CaseIterable {
        case goCode = "go-code"
        /// Code of other languages, and what the linker adds to reach it.
        case otherCode = "other-code"
        /// Between functions, so that each begins at a round address.
        case padding
        /// Names, lines, inlined calls and frames of functions, for tracebacks and the collector (pclntab).
        case functionTables = "function-tables"
        /// Descriptions of types, for reflection, interfaces and the collector.
        case types
        /// Contents of string constants.
        case strings
        /// Other constants; in a stripped file types and strings as well, unless they have sections of their own.
        case constants
        /// Variables that have a value from the start.
        case variables
        case debugInformation = "debug-information"
        case symbols
        /// Sections of none of these kinds.
        case other
        /// What no section covers: headers, and gaps between sections.
        case headers
    }

    public struct Section: Sendable, Equatable {
        public var name: String
        /// Bytes in the file, and in memory (0 for what is not loaded).
        public var fileSize: UInt64
        public var memorySize: UInt64
    }

    /// A module, a package or a cause, with what belongs to it.
    public struct Group: Sendable, Equatable {
        public var name: String
        /// Bytes of machine code.
        public var code: Int
        public var functions: Int
        /// Bytes of variables and constants with a name of their own; 0 without `hasData`.
        public var data: Int

        public var total: Int { code + data }
    }

    public struct Function: Sendable, Equatable {
        public var name: String
        public var package: String
        public var size: Int
    }

    public var path: String
    /// Bytes.
    public var fileSize: Int
    /// Bytes that a process gets beyond the file's, filled with zeros.
    public var zeroed: UInt64
    public var hasSymbols: Bool
    /// Whether data is told by package.
    public var hasData: Bool
    /// In the order of the file.
    public internal(set) var sections: [Section] = []
    /// Each part once, in the order of `Part`; their sum is the size of the file.
    public internal(set) var parts: [(part: Part, size: Int)] = []
    /// Largest first.
    public internal(set) var modules: [Group] = []
    public internal(set) var packages: [Group] = []
    public internal(set) var causes: [Group] = []
    /// Ascending by address.
    public internal(set) var functions: [Function] = []

    public static func == (a: Self, b: Self) -> Bool {
        a.path == b.path && a.fileSize == b.fileSize && a.sections == b.sections && a.packages == b.packages
            && a.functions == b.functions && a.parts.elementsEqual(b.parts) { $0 == $1 }
    }

    /// Bytes of a part.
    public func size(of part: Part) -> Int { parts.first { $0.part == part }?.size ?? 0 }
}
