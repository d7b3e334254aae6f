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
        do {
            guard Inflate.isGzip(bytes) else { return try read(uncompressed: bytes) }
            let members = try Inflate.gzipMembers(bytes, limit: limit)
            // The compressed bytes are half as many as the others, and not needed any more.
            bytes = Bytes()
            return try read(members: members)
        } catch let error as InputError {
            throw error.inFile(file)
        }
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
