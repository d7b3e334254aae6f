import TestSupport
import Testing
import Wire

@testable import GoTrace

/// With an index a part of a trace is read, and what was in it stays the same.
@Suite struct TraceIndexTests {
    /// The intervals and processors that a pass sees, in the order of their ends.
    private struct Seen: TraceAnalysis {
        struct Piece: Hashable {
            var subject: Int64
            var state: UInt8
            var start: Int64
            var end: Int64
            var reason = ""
            var stack: [String] = []
            var runnable = 0
        }

        let wants: TraceWants = [.intervals, .processors]
        var pieces: [Piece] = []
        var roots: [Int64: String] = [:]

        mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
            guard interval.duration > 0 else { return }
            pieces.append(
                Piece(
                    subject: interval.goroutine, state: interval.state.rawValue, start: interval.start,
                    end: interval.end, reason: scene.text(interval.reason),
                    stack: scene.tables.functionNames(stack: interval.stack), runnable: scene.count(.runnable)))
            roots[interval.goroutine] = scene.text(scene.root(slot: interval.slot))
        }

        mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
            pieces.append(
                Piece(
                    subject: -1 - Int64(interval.processor), state: interval.state.rawValue, start: interval.start,
                    end: interval.end))
        }
    }

    private static func input(_ bytes: [UInt8]) throws -> (SequentialInput, [UInt8]) {
        let input = SequentialInput(bytes: Bytes(bytes), name: "test")
        var head: [UInt8] = []
        _ = try input.read(TraceVersion.headerLength, into: &head)
        return (input, head)
    }

    private static func index(_ bytes: [UInt8]) throws -> TraceIndex {
        let (input, head) = try input(bytes)
        var reader = try TraceFileReader(input, head: head)
        var pass = TracePass([TraceIndexBuilder(size: bytes.count)])
        #expect(pass.run(&reader) == nil)
        return try #require(pass.result(TraceIndexBuilder.self).index(of: input, places: reader.places))
    }

    private static func look(_ bytes: [UInt8], _ window: TraceWindow, _ index: TraceIndex?) throws -> (Seen, Int) {
        let (input, head) = try input(bytes)
        var reader = try TraceFileReader(input, head: head)
        var pass = TracePass([Seen()], window: window)
        if let index, let from = window.from, let generation = index.generation(at: index.start + from) {
            #expect(index.matches(input))
            let hasStarted = reader.start(at: generation)
            #expect(hasStarted)
            pass.resume(TraceResumption(index, generation))
        }
        #expect(pass.run(&reader) == nil)
        return (pass.result(Seen.self), reader.places.first?.offset ?? 0)
    }

    @Test(arguments: ["1.22.10", "1.25.5", "1.27.3"]) func windowsAreTheSame(version: String) throws {
        let program = TracedProgram(.toolchain, "stress", version: version, debug: TracedProgram.manyGenerations)
        let bytes = try Files.bytes(try program.trace())
        let index = try TraceIndexFile.decode(TraceIndexFile.encode(try Self.index(bytes)))
        #expect(index.generations.count > 5 && index.generations.contains { !$0.goroutines.isEmpty })
        let length = index.end - index.start
        var skipped = 0
        for part: Int64 in [1, 3, 5, 7, 9] {
            let window = TraceWindow(from: length * part / 10, to: length * part / 10 + length / 100)
            let (whole, _) = try Self.look(bytes, window, nil)
            let (indexed, offset) = try Self.look(bytes, window, index)
            skipped = max(skipped, offset)
            #expect(!whole.pieces.isEmpty)
            let difference = Set(whole.pieces).symmetricDifference(indexed.pieces)
            #expect(difference.isEmpty, "\(part): \(difference.prefix(4)), \(difference.count)")
            for (goroutine, root) in whole.roots where !root.isEmpty {
                #expect(indexed.roots[goroutine] == root, "goroutine \(goroutine)")
            }
        }
        #expect(skipped > bytes.count / 3)
    }

    @Test func anotherTraceIsNotMatched() throws {
        let program = TracedProgram(.toolchain, "annotations", version: "1.27.3")
        var bytes = try Files.bytes(try program.trace())
        let index = try Self.index(bytes)
        bytes[40] ^= 1
        #expect(!index.matches(SequentialInput(bytes: Bytes(bytes), name: "changed")))
        #expect(!index.matches(SequentialInput(bytes: Bytes(Array(bytes.dropLast())), name: "shorter")))
    }

    @Test func aWrongPlaceIsAnError() throws {
        let program = TracedProgram(.toolchain, "stress", version: "1.27.3", debug: TracedProgram.manyGenerations)
        let bytes = try Files.bytes(try program.trace())
        var generation = try Self.index(bytes).generations[3]
        for shift in [1, 2, 17] {
            generation.offset += shift
            let (input, head) = try Self.input(bytes)
            var reader = try TraceFileReader(input, head: head)
            let hasStarted = reader.start(at: generation)
            #expect(hasStarted)
            var pass = TracePass([Seen()])
            #expect(pass.run(&reader) != nil, "shifted by \(shift)")
        }
    }

    @Test func damagedIndexesAreErrors() throws {
        let program = TracedProgram(.toolchain, "annotations", version: "1.27.3")
        let bytes = TraceIndexFile.encode(try Self.index(try Files.bytes(try program.trace())))
        for input in Hostile.truncations(of: bytes, step: 7) {
            #expect(throws: InputError.self, "\(input)") { try TraceIndexFile.decode(input.bytes) }
        }
        for input in Hostile.bitFlips(of: bytes, count: 300, seed: 1) where input.bytes != bytes {
            #expect(throws: InputError.self, "\(input)") { try TraceIndexFile.decode(input.bytes) }
        }
    }
}
