import Evidence
import GoProcess
import TestSupport
import Testing

/// A program with all processors busy, in which goroutines begin and end all the time.
@Suite(.serialized) struct BusyProgramTests {
    /// Looks: fewer than `make bench` takes, since this runs without optimisation.
    private static let looks = 40

    @Test func manyLooksNeverFailAndBelieveNothingTorn() throws {
        let program = try GoProgram.zoo("busy", toolchain: try GoToolchain.newest())
        let (running, _) = try program.startAndWait()
        defer { running.close() }
        let target = try LiveTarget(running)
        var withStack = 0
        for look in 0..<Self.looks {
            // The search for holders takes long without optimisation; a few of the looks do it.
            let snapshot = try target.reader.snapshot(depth: look == 0 ? .proof : .waits)
            #expect(!snapshot.goroutines.isEmpty)
            let ids = snapshot.goroutines.map(\.id)
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == ids.count, "one goroutine twice")
            for goroutine in snapshot.goroutines {
                // What is believed must hang together: a waiting goroutine's stack goes through the scheduler.
                let frames = snapshot.stacks.frameIDs(goroutine.stack).map { snapshot.stacks.functionName($0) }
                if Self.parks(goroutine), !goroutine.flags.contains(.unstable), !frames.isEmpty {
                    withStack += 1
                    #expect(frames[0] == "runtime.gopark" || frames[0] == "runtime.goparkunlock", "\(frames)")
                    #expect(!goroutine.flags.contains(.partialStack), "\(frames)")
                }
                if goroutine.flags.contains(.unstable) { #expect(goroutine.stack == .empty) }
            }
        }
        #expect(withStack > Self.looks)
        #expect(running.isRunning)
    }

    /// A wait in which the goroutine has left its thread; while the world is stopped some wait and keep it.
    private static func parks(_ goroutine: Goroutine) -> Bool {
        let kinds: Set<WaitKind> = [.channelReceive, .channelSend, .select, .mutex, .waitGroup, .sleep, .network]
        return goroutine.state == .waiting && kinds.contains(goroutine.kind)
    }
}
