import Evidence
import GoProcess
import TestSupport
import Testing

/// How a program under test is linked.
enum LinkVariant: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case plain
    case stripped
    case strippedPositionIndependent = "stripped PIE"

    var flags: [String] {
        switch self {
        case .plain: []
        case .stripped: ["-ldflags=-s -w"]
        case .strippedPositionIndependent: ["-buildmode=pie", "-ldflags=-s -w"]
        }
    }

    var testDescription: String { rawValue }
}

/// Goroutine ids, states and frames equal the runtime's own dump, for a program that blocks in every way there is, in
/// every version of Go, however it is linked.
@Suite(.serialized) struct VersionMatrixTests {
    @Test(arguments: GoToolchain.versions, LinkVariant.allCases)
    func equalsTheRuntimesOwnDump(version: String, variant: LinkVariant) throws {
        let toolchain = try GoToolchain(version: version)
        let program = try GoProgram.zoo("everywait", toolchain: toolchain, flags: variant.flags)
        let running = try program.start()
        defer { running.close() }
        let ready = try running.waitForLine()
        let port = try #require(LoopbackHTTP.port(in: ready))
        let target = try LiveTarget(running)
        let path = "/debug/pprof/goroutine?debug=2"
        // The server's own goroutines move with each request: only what is alike in a dump before and one after the
        // snapshot is compared.
        let before = RuntimeDump(try LoopbackHTTP.get(port: port, path: path))
        let snapshot = try target.reader.snapshot()
        let after = RuntimeDump(try LoopbackHTTP.get(port: port, path: path))
        let dump = before.onlyWhatStayed(in: after)
        #expect(dump.goroutines.count > 80)
        #expect(dump.goroutines.count >= before.goroutines.count - 4)
        let differences = SnapshotComparison(
            snapshot, dump, moving: before.ids.union(after.ids).subtracting(dump.ids), minorVersion: toolchain.minor
        ).differences
        #expect(differences.isEmpty, "\(differences.prefix(12).joined(separator: "\n"))")
        #expect(snapshot.quality["goroutines.implausible"] == 0)
        #expect(snapshot.quality["stacks.unreadable"] == 0)
        #expect(snapshot.quality["network.unresolved"] == 0)
        #expect(snapshot.quality["locks.unresolved"] == 0)
        #expect(snapshot.quality["conds.unresolved"] == 0)
    }
}
