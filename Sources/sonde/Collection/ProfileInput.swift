import GoProcess
import GoProfile
import Wire

/// Reads what there are stacks to count in: profiles, and goroutines as a dump or a snapshot has them.
struct ProfileInput {
    /// Bytes that compressed data may expand to.
    var limit = ProfileReader.defaultLimit

    /// - Throws: as `ProfileReader.read` and `TextDump.read`.
    func read(_ bytes: consuming Bytes, name: String) throws -> Profile {
        let members = try ProfileReader.unpack(bytes, file: name, limit: limit)
        do {
            return try ProfileReader.read(members: members, file: name)
        } catch let error as InputError {
            let whole = members.count == 1 ? members[0] : Bytes(members.flatMap(\.array))
            guard let snapshot = try snapshot(whole, name) else { throw error }
            return GoroutineProfile.profile(of: snapshot)
        }
    }

    /// The goroutines of a dump or a snapshot; nil when the bytes are neither.
    private func snapshot(_ plain: Bytes, _ name: String) throws -> GoroutineSnapshot? {
        switch FileKind(plain) {
        case .snapshot: return try SnapshotFile.decode(plain, name: name)
        case .text where TextDump.isRecognised(plain): return try TextDump.read(plain, name: name)
        default: return nil
        }
    }
}
