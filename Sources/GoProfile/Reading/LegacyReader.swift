import Wire

/// Reads the formats that came before profile.proto.
enum LegacyReader {
    /// A profile of one of the older formats; nil when the bytes are of none of them.
    static func read(_ bytes: Bytes) throws -> Profile? { nil }
}
