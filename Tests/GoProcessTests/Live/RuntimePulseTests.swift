import GoProcess
import TestSupport
import Testing

/// The cheap count of goroutines against what programs of each version say of themselves.
@Suite(.serialized) struct RuntimePulseTests {
    /// Makes goroutines and ends them on request; some end at once, so that the lists of free ones are filled.
    private static let source = """
        package main

        import ("bufio"; "fmt"; "os"; "runtime"; "sync")

        func main() {
            stop := make(chan bool)
            input := bufio.NewScanner(os.Stdin)
            fmt.Println("ready")
            for input.Scan() {
                var count int
                fmt.Sscan(input.Text(), &count)
                if count < 0 {
                    for i := 0; i < -count; i++ { stop <- true }
                    for runtime.NumGoroutine() > 1 { runtime.Gosched() }
                } else {
                    var group sync.WaitGroup
                    for i := 0; i < count; i++ { go func() { <-stop }() }
                    for i := 0; i < 1000; i++ { group.Add(1); go group.Done() }
                    group.Wait()
                    for runtime.NumGoroutine() > count + 1 { runtime.Gosched() }
                }
                var stats runtime.MemStats
                runtime.GC()
                runtime.ReadMemStats(&stats)
                fmt.Println("done", runtime.NumGoroutine(), stats.NumGC)
            }
        }

        """

    @Test(arguments: GoToolchain.versions, LinkVariant.allCases)
    func goroutinesAreCountedAsTheRuntimeDoes(version: String, variant: LinkVariant) throws {
        let program = try GoProgram.build(
            source: Self.source, toolchain: GoToolchain(version: version), flags: variant.flags)
        let (running, _) = try program.startAndWait()
        defer { running.close() }
        let target = try LiveTarget(running)
        for request in ["5000", "-5000", "300"] {
            try running.writeLine(request)
            let said = try running.waitForLine(startingWith: "done").split(separator: " ").compactMap { Int($0) }
            let pulse = target.reader.pulse()
            #expect(pulse.goroutines == said[0], "\(request)")
            #expect(pulse.collections == said[1], "\(request)")
            #expect(try target.reader.countGoroutines() == said[0])
        }
    }
}
