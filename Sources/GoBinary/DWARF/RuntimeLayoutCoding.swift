import Evidence
import Wire

/// The form in which an index is kept in a cache.
///
/// A header of 32 bytes: magic `SondeLay`, version (u32), zero (u32), length of what follows (u64), FNV-1a of it (u64),
/// all little-endian. Then the build id, and three lists, each a count and its elements: structures (name, size, fields
/// with name, offset, size, type), variables (name, address, size, type), constants (name, value). Numbers are LEB128,
/// texts a length and UTF-8. Whatever is not exactly so is no index.
extension RuntimeLayoutIndex {
    private static let magic = Array("SondeLay".utf8)
    /// To be raised with every change of the form or of `RuntimeLayoutNames`.
    private static let version: UInt32 = 2
    private static let headerSize = 32
    /// Largest entry that is read, bytes; real ones have some tens of thousands.
    public static let encodedLimit = 4 << 20

    /// The bytes to keep for a build id.
    public func encoded(buildID: String) -> [UInt8] {
        var body = LayoutEncoder()
        body.append(buildID)
        body.append(UInt64(structures.count))
        for structure in structures {
            body.append(structure.name)
            body.append(UInt64(truncatingIfNeeded: structure.size))
            body.append(UInt64(structure.fields.count))
            for field in structure.fields {
                body.append(field.name)
                body.append(UInt64(truncatingIfNeeded: field.offset))
                body.append(UInt64(truncatingIfNeeded: field.size))
                body.append(field.typeName)
            }
        }
        body.append(UInt64(variables.count))
        for variable in variables {
            body.append(variable.name)
            body.append(variable.address.rawValue)
            body.append(UInt64(truncatingIfNeeded: variable.size))
            body.append(variable.typeName)
        }
        body.append(UInt64(constants.count))
        for constant in constants {
            body.append(constant.name)
            body.append(UInt64(bitPattern: constant.value))
        }
        var result = Self.magic
        Self.append(UInt64(Self.version), to: &result)
        Self.append(UInt64(body.bytes.count), to: &result)
        Self.append(Self.checksum(Bytes(body.bytes)), to: &result)
        return result + body.bytes
    }

    /// Reads what `encoded` made for the same build id; nil for anything else.
    public init?(decoding bytes: Bytes, buildID: String) {
        guard bytes.count <= Self.encodedLimit, bytes.starts(with: Self.magic),
            bytes.load(8, as: UInt64.self) == UInt64(Self.version),
            let length = bytes.load(16, as: UInt64.self), length == UInt64(max(bytes.count - Self.headerSize, 0)),
            let body = bytes.suffix(from: Self.headerSize), bytes.load(24, as: UInt64.self) == Self.checksum(body)
        else { return nil }
        var decoder = LayoutDecoder(body)
        guard let index = try? Self.decode(&decoder, buildID: buildID) else { return nil }
        self = index
    }

    private static func decode(_ decoder: inout LayoutDecoder, buildID: String) throws -> RuntimeLayoutIndex {
        guard try decoder.text() == buildID else { throw decoder.damage("another build id") }
        let structures = try decoder.list(minimum: 3) { decoder in
            StructureLayout(
                name: try decoder.text(), size: try decoder.number(),
                fields: try decoder.list(minimum: 4) { decoder in
                    StructureLayout.Field(
                        name: try decoder.text(), offset: try decoder.number(), size: try decoder.number(),
                        typeName: try decoder.text())
                })
        }
        let variables = try decoder.list(minimum: 4) { decoder in
            StaticVariable(
                name: try decoder.text(), address: StaticAddress(try decoder.cursor.readUnsignedLEB()),
                size: try decoder.number(), typeName: try decoder.text())
        }
        let constants = try decoder.list(minimum: 2) { decoder in
            IntegerConstant(
                name: try decoder.text(), value: Int64(bitPattern: try decoder.cursor.readUnsignedLEB()))
        }
        guard decoder.cursor.isAtEnd else { throw decoder.damage("bytes are left") }
        return RuntimeLayoutIndex(structures: structures, variables: variables, constants: constants)
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// FNV-1a of 64 bits: against torn and foreign files; against hostile ones every bound is checked as well.
    private static func checksum(_ bytes: Bytes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash
    }
}

private struct LayoutEncoder {
    var bytes: [UInt8] = []

    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(_ text: String) {
        append(UInt64(text.utf8.count))
        bytes += text.utf8
    }
}

private struct LayoutDecoder {
    var cursor: ByteCursor

    init(_ bytes: Bytes) { cursor = ByteCursor(bytes) }

    func damage(_ message: String) -> InputError { cursor.error(.malformed, message) }

    mutating func number() throws -> Int {
        guard let value = Int(exactly: try cursor.readUnsignedLEB()) else { throw damage("a size above all bounds") }
        return value
    }

    mutating func text() throws -> String { try cursor.read(count: try number()).string }

    /// Elements that take at least `minimum` bytes each, so that their number is checked before room is made for them.
    mutating func list<T>(minimum: Int, _ element: (inout LayoutDecoder) throws -> T) throws -> [T] {
        let count = try number()
        guard count <= cursor.remaining / minimum else { throw damage("a list above all bounds") }
        var result: [T] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(try element(&self)) }
        return result
    }
}
