import Evidence
import Wire

/// Layouts of the runtime's structures, addresses of its variables and values of its constants in one binary.
public struct RuntimeLayoutIndex: Hashable, Sendable {
    /// In the order of `RuntimeLayoutNames`; those that the binary lacks are left out.
    public var structures: [StructureLayout]
    public var variables: [StaticVariable]
    public var constants: [IntegerConstant]

    /// A named integer of the program.
    public struct IntegerConstant: Hashable, Sendable {
        public var name: String
        public var value: Int64

        public init(name: String, value: Int64) {
            self.name = name
            self.value = value
        }
    }

    public init(structures: [StructureLayout], variables: [StaticVariable], constants: [IntegerConstant]) {
        self.structures = structures
        self.variables = variables
        self.constants = constants
    }

    /// Extracts all of `RuntimeLayoutNames`. When the units of package runtime hold `runtime.g`, a name that they lack
    /// is one that this version of Go lacks, and the other units are not searched for it.
    public init(_ types: DWARFTypes) {
        let isGo = types.structure(named: "runtime.g", scope: .runtimeUnits) != nil
        let scope: DWARFTypes.Scope = isGo ? .runtimeUnits : .allUnits
        structures = RuntimeLayoutNames.structures.compactMap { types.structure(named: $0, scope: scope) }
        variables = RuntimeLayoutNames.variables.compactMap { types.variable(named: $0, scope: scope) }
        constants = RuntimeLayoutNames.constants.compactMap { name in
            types.constant(named: name, scope: scope).map { IntegerConstant(name: name, value: $0) }
        }
    }

    /// The layout of a structure; nil when this binary has none of that name.
    public func structure(named name: String) -> StructureLayout? { structures.first { $0.name == name } }

    /// A variable; nil when this binary has none of that name.
    public func variable(named name: String) -> StaticVariable? { variables.first { $0.name == name } }

    /// The value of a constant; nil when this binary has none of that name.
    public func constant(named name: String) -> Int64? { constants.first { $0.name == name }?.value }
}

extension RuntimeLayoutIndex {
    /// The index of a binary from the cache, or else from its debugging information, which is then put into the cache.
    ///
    /// - Parameters:
    ///   - buildID: the linker's build id; an empty one is never cached, since it tells no two binaries apart.
    ///   - sections: called only when the cache has nothing.
    /// - Throws: `notFound` when the binary has no debugging information and the cache knows nothing of its build id.
    public static func load(
        buildID: String, file: String? = nil, cache: (any CacheStore)?, sections: () -> any DWARFSectionSource
    ) throws -> (index: RuntimeLayoutIndex, isFromCache: Bool) {
        let key = buildID.isEmpty ? nil : cacheKey(buildID: buildID)
        if let key, let known = cache?.load(key: key).flatMap({ RuntimeLayoutIndex(decoding: $0, buildID: buildID) }) {
            return (known, true)
        }
        let index = RuntimeLayoutIndex(try DWARFTypes(sections(), file: file))
        // A program of another language, or a damaged one, would only take up room.
        if let key, let cache, !index.structures.isEmpty {
            let encoded = index.encoded(buildID: buildID)
            if encoded.count <= encodedLimit { cache.store(key: key, encoded) }
        }
        return (index, false)
    }

    /// The name under which a binary's index is kept: letters, digits, `-`, `_` and `.` only.
    ///
    /// Long build ids are cut and end in a hash; the whole id is inside of the entry and compared when it is read.
    public static func cacheKey(buildID: String) -> String {
        var key = "go-"
        for byte in buildID.utf8.prefix(96) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                key.unicodeScalars.append(UnicodeScalar(byte))
            default: key += "."
            }
        }
        return key + "-" + String(DWARFNameIndex.hash(Bytes(buildID)), radix: 16)
    }
}
