import Wire

/// Reads a profile of any format that sonde knows.
public enum ProfileReader {
    /// Bytes that a compressed profile may expand to unless told otherwise.
    public static let defaultLimit = 2 << 30

    /// A profile: profile.proto, compressed or not, or one of the older formats. Several members of a gzip file that
    /// are profiles of their own are merged.
    /// - Parameter limit: bytes that compressed data may expand to.
    /// - Throws: `InputError` with `file` and the offset in the uncompressed bytes.
    public static func read(_ bytes: consuming Bytes, file: String, limit: Int = defaultLimit) throws -> Profile {
        try read(members: try unpack(bytes, file: file, limit: limit), file: file)
    }

    /// The members of compressed bytes, or the bytes themselves, which are given back when they are compressed: they
    /// are half as many as the others.
    /// - Parameter limit: bytes that compressed data may expand to.
    /// - Throws: `truncated`, `malformed` or `tooLarge` with `file`.
    public static func unpack(_ bytes: consuming Bytes, file: String, limit: Int = defaultLimit) throws -> [Bytes] {
        guard Inflate.isGzip(bytes) else { return [bytes] }
        do { return try Inflate.gzipMembers(bytes, limit: limit) } catch let error as InputError {
            throw error.inFile(file)
        }
    }

    /// A profile of what `unpack` gives.
    /// - Throws: as `read`.
    public static func read(members: [Bytes], file: String) throws -> Profile {
        do { return try read(members: members) } catch let error as InputError { throw error.inFile(file) }
    }

    private static func read(members: [Bytes]) throws -> Profile {
        if members.count == 1 { return try read(uncompressed: members[0]) }
        do {
            return try ProfileMerger.merge(try members.map { try ProtoReader.read($0) })
        } catch let error {
            // Some compressors cut one file into members.
            let whole = Bytes(members.flatMap(\.array))
            guard let profile = try? read(uncompressed: whole) else { throw error }
            return profile
        }
    }

    private static func read(uncompressed bytes: Bytes) throws -> Profile {
        if let profile = try LegacyReader.read(bytes) { return profile }
        return try ProtoReader.read(bytes)
    }
}
