import Glibc
import Host
import Wire

/// A folder for files that somebody else writes, gone when the work with them is done.
struct ScratchFolder: Sendable {
    let path: String

    /// - Throws: `notPermitted` when the folder for such folders is not this user's alone, `inputOutput`.
    init(_ name: String) throws {
        path = "\(try Self.parent())/\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try PrivateFolder.make(path)
    }

    /// Below `$TMPDIR`, this user's own.
    static func parent() throws -> String {
        let temporary = Surroundings.variable("TMPDIR") ?? "/tmp"
        let path = "\(temporary.hasPrefix("/") ? temporary : "/tmp")/sonde-\(geteuid())"
        try PrivateFolder.ensureOwn(path, below: 1)
        return path
    }

    func remove() { _ = try? GoTool.output(["rm", "-rf", "--", path]) }
}
