import GoProcess
import GoProfile
import Wire

/// Reads what there are stacks to count in: profiles, and goroutines as a dump or a snapshot has them.
struct ProfileInput {
    /// Bytes that compressed data may expand to.
    var limit = ProfileReader.defaultLimit

    /// - Throws: as `ProfileReader.read` and `TextDump.read`.
    func read(_ bytes: Bytes, name: String) throws -> Profile {
        do {
            return try ProfileReader.read(bytes, file: name, limit: limit)
        } catch let error as InputError where error.code != .tooLarge {
            guard let snapshot = try snapshot(bytes, name) else { throw error }
            return GoroutineProfile.profile(of: snapshot)
        }
    }

    /// The goroutines of a dump or a snapshot; nil when the bytes are neither.
    private func snapshot(_ bytes: Bytes, _ name: String) throws -> GoroutineSnapshot? {
        let plain = Inflate.isGzip(bytes) ? try? Inflate.gzip(bytes, limit: limit) : bytes
        guard let plain else { return nil }
        switch FileKind(plain) {
        case .snapshot: return try SnapshotFile.decode(plain, name: name)
        case .text where TextDump.isRecognised(plain): return try TextDump.read(plain, name: name)
        default: return nil
        }
    }
}
