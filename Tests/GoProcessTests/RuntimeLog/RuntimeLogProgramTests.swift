import Evidence
import GoProcess
import TestSupport
import Testing
import Wire

/// What programs of each version write, while they write to the same place themselves.
@Suite struct RuntimeLogProgramTests {
    private static let source = """
        package main

        import ("fmt"; "os"; "runtime"; "time")

        func main() {
            ticker := time.NewTicker(time.Millisecond)
            for i := 0; i < 60; i++ {
                <-ticker.C
                fmt.Fprintln(os.Stderr, "request", i)
                runtime.GC()
            }
        }

        """

    @Test(arguments: GoToolchain.versions, ["", ",scheddetail=1"])
    func allLinesAreUnderstood(version: String, detail: String) throws {
        let program = try GoProgram.build(source: Self.source, toolchain: GoToolchain(version: version))
        let running = try program.start([], environment: ["GODEBUG": "gctrace=1,schedtrace=20" + detail])
        #expect(try running.waitForExit().code == 0)
        let text = running.errorText
        let log = try #require(
            try RuntimeLogReader.read(SequentialInput(bytes: Bytes(Array(text.utf8)), name: "stderr")))
        // The last one may be under way when the program ends.
        let torn = log.quality["log.torn"]
        #expect(log.collections.count >= 50 && torn <= 4, "\(log.collections.count) \(torn) \(text)")
        // That it was forced is a piece of its own, and the program may write before it.
        #expect(log.collections.count(where: \.isForced) >= log.collections.count - 2)
        #expect(log.looks.count >= 2, "\(text.suffix(2000))")
        let whole = log.looks.count { $0.queueLengths.count == $0.goMaxProcs }
        #expect(whole * 2 > log.looks.count, "\(log.looks)")
        #expect(log.looks.allSatisfy { $0.threads > 1 && $0.goMaxProcs > 0 })
        #expect(log.quality["log.other-lines"] < 100, "\(text)")
        #expect(!log.hasGoroutines)
    }
}
