import Evidence
import GoProcess
import TestSupport
import Testing
import Wire

/// Snapshots of the readers go through a file unchanged: what they produce keeps the promises that files check.
@Suite struct SnapshotFileRealTests {
    private func expectUnchanged(_ snapshot: GoroutineSnapshot, _ name: String) throws {
        let read = try SnapshotFile.decode(Bytes(try SnapshotFile.encode(snapshot)), name: name)
        let wanted = SnapshotFixture.flatten(snapshot)
        #expect(SnapshotFixture.flatten(read) == wanted, "\(name)")
        #expect(read.quality["snapshot.limited"] == 0, "\(name)")
    }

    @Test(.enabled(if: SharedCorpus.isPresent, "needs the shared folder, see SONDE_SHARED"))
    func dumpsOfTheCorpusComeBack() throws {
        let folder = try #require(SharedCorpus.path("corpus/goroutines"))
        var count = 0
        for name in try Files.listing(below: folder) {
            let bytes = try MappedFile.open(folder + "/" + name)
            guard let snapshots = try? TextDump.readAll(bytes, name: name) else { continue }
            for snapshot in snapshots where snapshot.goroutines.count < 5_000 {
                try expectUnchanged(snapshot, name)
                count += 1
            }
        }
        #expect(count > 3)
    }

    @Test func aLiveProgramThatWaitsInEveryWayComesBack() throws {
        let toolchain = try GoToolchain.newest()
        let program = try GoProgram.zoo("everywait", toolchain: toolchain, flags: [])
        let running = try program.start()
        defer { running.close() }
        _ = try running.waitForLine()
        let reader = try LiveTarget(running).reader
        let snapshot = try reader.snapshot()
        #expect(snapshot.waits.count > 20)
        try expectUnchanged(snapshot, "everywait")
        let later = try reader.snapshot()
        let diff = SnapshotDiff(from: snapshot, to: later)
        #expect(diff.isCertain && diff.stuck.count > 20)
        // Each goroutine is in exactly one class.
        #expect(diff.stuck.count + diff.moved.count + diff.new.count == later.goroutines.count)
        let folded = try #require(Ages.fold([snapshot, later]))
        #expect(folded.goroutines.count { $0.waitingNanoseconds > 0 } >= diff.stuck.count)
        let matches = try Query(parsing: "waits ~ '^channel 0x' && state ~ '^chan'").matcher(for: snapshot)
        #expect(snapshot.goroutines.count(where: matches) > 2)
    }
}
