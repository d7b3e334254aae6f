import Evidence

/// Where the fields of a structure lie.
public struct StructureLayout: Hashable, Sendable {
    /// One field.
    public struct Field: Hashable, Sendable {
        public var name: String
        /// Bytes from the start of the structure.
        public var offset: Int
        /// Bytes that it takes; 0 when its type is incomplete.
        public var size: Int
        /// The type as Go spells it, such as `*runtime.m` or `[256]runtime.guintptr`; empty when unknown.
        public var typeName: String

        public init(name: String, offset: Int, size: Int, typeName: String) {
            self.name = name
            self.offset = offset
            self.size = size
            self.typeName = typeName
        }
    }

    /// Name with its package's path, such as `runtime.g` or `internal/sync.Mutex`.
    public var name: String
    /// Bytes of one value.
    public var size: Int
    /// In the order of the declaration.
    public var fields: [Field]

    public init(name: String, size: Int, fields: [Field]) {
        self.name = name
        self.size = size
        self.fields = fields
    }

    /// The field of a name; nil when this version of the program has none.
    public subscript(_ field: String) -> Field? { fields.first { $0.name == field } }
}

/// A package-level variable.
public struct StaticVariable: Hashable, Sendable {
    /// Name with its package's path, such as `runtime.allgs`.
    public var name: String
    public var address: StaticAddress
    /// Bytes that it takes; 0 when its type is unknown.
    public var size: Int
    /// The type as Go spells it; empty when unknown.
    public var typeName: String

    public init(name: String, address: StaticAddress, size: Int, typeName: String) {
        self.name = name
        self.address = address
        self.size = size
        self.typeName = typeName
    }
}
