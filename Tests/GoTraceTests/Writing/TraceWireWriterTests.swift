import GoTrace
import TestSupport
import Testing
import Wire

/// What the writer composes is a trace, by the word of Go's own reader.
@Suite struct TraceWireWriterTests {
    private static let versions = [TraceVersion.go122, .go123, .go125, .go126]

    /// A goroutine that waits for a channel until another one wakes it, with a sample and a log.
    private static func trace(_ version: TraceVersion, padding: TraceWireWriter.Padding, generations: UInt64) -> [UInt8]
    {
        var writer = TraceWireWriter(version: version, padding: padding)
        for number in 1...generations {
            var generation = TraceGeneration(number: number, frequency: 1_000_000_000)
            let stack = generation.stack([.init("main.wait", "main.go", 12), .init("main.main", "main.go", 30)])
            let reason = generation.string("chan receive")
            let start = number * 1000
            var batch = TraceBatch(thread: 7, time: start)
            batch.add(.procStatus, 1, 0, 1)
            batch.add(.goStatus, 1, 1, 7, 2)
            batch.add(.goBlock, 10, reason, stack)
            var other = TraceBatch(thread: 8, time: start + 5)
            other.add(.procStatus, 1, 1, 1)
            other.add(.goStatus, 1, 2, 8, 2)
            other.add(.userLog, 1, 0, generation.string("who"), generation.string("é \"\n"), stack)
            other.add(.goUnblock, 20, 1, 1, 0)
            var back = TraceBatch(thread: 7, time: start + 100)
            back.add(.goStart, 1, 1, 2)
            generation.add(batch)
            generation.add(other)
            generation.add(back)
            generation.sample(time: start + 8, thread: 8, processor: 1, goroutine: 2, stack: stack)
            generation.clock.monotonic = start
            generation.write(to: &writer)
        }
        return writer.bytes
    }

    @Test(arguments: versions)
    func aComposedTraceIsReadByGo(_ version: TraceVersion) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("composed")
        try Files.write(Self.trace(version, padding: .runtime, generations: 2), to: path)
        let result = try TraceOracle.run(["parsed", path])
        #expect(result.succeeded, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        func count(_ what: String) -> Int { lines.count { $0.contains(what) } }
        #expect(count(" StateTransition Time=") == 14)
        #expect(count("GoID=1 Running->Waiting Reason=\"chan receive\"") == 2)
        #expect(count("M=8 P=1 G=2 StackSample Time=") == 2)
        #expect(count("Category=\"who\" Message=\"é \\\"\\n\"") == 2)
        #expect(count("main.wait @ 0x401000") >= 4)
        #expect(count(" Sync Time=") == 3)
        #expect(count(" Mono=1000 Wall=2023-11-14T22:13:20Z") == (version.hasClockSnapshots ? 1 : 0))
    }

    /// The padding is in the sizes of batches alone.
    @Test(arguments: versions)
    func paddingMakesNoDifferenceToGo(_ version: TraceVersion) throws {
        let folder = try TemporaryFolder()
        let outputs = try [TraceWireWriter.Padding.runtime, .none].map { padding in
            let path = folder.file("\(padding)")
            try Files.write(Self.trace(version, padding: padding, generations: 3), to: path)
            let result = try TraceOracle.run(["parsed", path])
            #expect(result.succeeded, "\(result.error)")
            return result.output
        }
        #expect(outputs[0] == outputs[1])
    }

    @Test func aPaddedNumberHasTenBytes() {
        for value in [0, 1, 127, 128, 65536, UInt64.max] {
            let padded = TraceWireWriter.padded(value)
            #expect(padded.count == 10)
            var read: UInt64 = 0
            for (index, byte) in padded.enumerated() { read |= UInt64(byte & 0x7f) << (7 * UInt64(index)) }
            #expect(read == value)
            #expect(padded.dropLast().allSatisfy { $0 >= 0x80 } && padded[9] < 0x80)
        }
    }
}
