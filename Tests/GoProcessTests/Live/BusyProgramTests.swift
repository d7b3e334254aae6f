import Evidence
import GoProcess
import TestSupport
import Testing

/// A program with all processors busy, in which goroutines begin and end all the time.
@Suite(.serialized) struct BusyProgramTests {
    @Test func twoHundredLooksNeverFailAndBelieveNothingTorn() throws {
        let program = try GoProgram.zoo("busy", toolchain: try GoToolchain.newest())
        let (running, _) = try program.startAndWait()
        defer { running.close() }
        let target = try LiveTarget(running)
        var withStack = 0
        for look in 0..<200 {
            // The search for holders takes long without optimisation; a few of the looks do it.
            let snapshot = try target.reader.snapshot(searchesHolders: look % 40 == 0)
            #expect(!snapshot.goroutines.isEmpty)
            let ids = snapshot.goroutines.map(\.id)
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == ids.count, "one goroutine twice")
            for goroutine in snapshot.goroutines {
                // What is believed must hang together: a waiting goroutine's stack goes through the scheduler.
                let frames = snapshot.stacks.frameIDs(goroutine.stack).map { snapshot.stacks.functionName($0) }
                if goroutine.state == .waiting, !goroutine.flags.contains(.unstable), !frames.isEmpty {
                    withStack += 1
                    #expect(frames[0] == "runtime.gopark" || frames[0] == "runtime.goparkunlock", "\(frames)")
                    #expect(!goroutine.flags.contains(.partialStack), "\(frames)")
                }
                if goroutine.flags.contains(.unstable) { #expect(goroutine.stack == .empty) }
            }
        }
        #expect(withStack > 200)
        #expect(running.isRunning)
    }
}
