import TestSupport
import Testing
import Wire

/// Streams that gzip(1) and Python's zlib made, whole and damaged.
@Suite struct InflateTests {
    /// Some of it repeats and some does not.
    private static let text: [UInt8] = {
        var generator = SeededGenerator(seed: 11)
        return (0..<400).flatMap { number -> [UInt8] in
            Array("goroutine \(number) [chan receive]:\n".utf8)
                + (0..<10).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
    }()

    private func gzip(_ bytes: [UInt8], _ options: String...) throws -> [UInt8] {
        let result = try Command.run("gzip", options + ["-c"], input: bytes)
        try #require(result.succeeded)
        return result.outputBytes
    }

    private func code<T>(_ body: () throws -> T) -> InputError.Code? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? InputError)?.code }
    }

    @Test(arguments: ["-1", "-6", "-9"]) func whatGzipPacked(level: String) throws {
        for bytes in [[], [0x61], Self.text] {
            let packed = try gzip(bytes, level)
            #expect(Inflate.isGzip(Bytes(packed)))
            #expect(try Inflate.gzip(Bytes(packed)).array == bytes)
        }
    }

    @Test func membersFollowOneAnother() throws {
        let first = try gzip(Array("one ".utf8))
        let second = try gzip(Array("two".utf8), "-9")
        #expect(try Inflate.gzip(Bytes(first + second)).string == "one two")
        // Padding to a block's end, as tapes have it.
        #expect(try Inflate.gzip(Bytes(first + second + [UInt8](repeating: 0, count: 500))).string == "one two")
        #expect(code { try Inflate.gzip(Bytes(first + second + Array("rest".utf8))) } == .malformed)
        // Beginning with padding is no gzip file.
        #expect(code { try Inflate.gzip(Bytes([0, 0] + first)) } == .malformed)
        let many = try Inflate.gzip(Bytes([[UInt8]](repeating: second, count: 20_000).flatMap(\.self)))
        #expect(many.count == 60_000)
    }

    @Test func everyTruncationIsAnError() throws {
        let packed = try gzip(Array(Self.text.prefix(600)))
        for input in Hostile.truncations(of: packed) where !input.bytes.isEmpty {
            #expect(code { try Inflate.gzip(Bytes(input.bytes)) } == .malformed, "\(input)")
        }
    }

    /// The checksum finds what the codes do not; the header's time and system do not matter.
    @Test func damageIsAnErrorOrDoesNotMatter() throws {
        let original = Array(Self.text.prefix(600))
        let packed = try gzip(original)
        var errors = 0
        for input in [
            AnySequence(Hostile.bitFlips(of: packed, count: 2000, seed: 5)),
            AnySequence(Hostile.absurdIntegers(of: packed, count: 2000, seed: 6)),
        ].joined() {
            do {
                #expect(try Inflate.gzip(Bytes(input.bytes), limit: 1 << 20).array == original, "\(input)")
            } catch { errors += 1 }
        }
        #expect(errors > 2000)
    }

    @Test func theLimitIsExact() throws {
        let packed = Bytes(try gzip(Self.text) + gzip(Self.text))
        let count = Self.text.count * 2
        #expect(try Inflate.gzip(packed, limit: count).count == count)
        #expect(code { try Inflate.gzip(packed, limit: count - 1) } == .tooLarge)
        #expect(code { try Inflate.gzip(packed, limit: Self.text.count) } == .tooLarge)
        #expect(code { try Inflate.gzip(packed, limit: 0) } == .tooLarge)
        #expect(try Inflate.gzip(Bytes(try gzip([])), limit: 0).isEmpty)
    }

    /// A hundred million zero bytes in a hundred thousand.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed")) func bombsStopAtTheLimit() throws {
        let script = "import gzip, sys; sys.stdout.buffer.write(gzip.compress(bytes(100_000_000)))"
        let bomb = Bytes(try Python.output(script))
        #expect(bomb.count < 200_000)
        let time = ContinuousClock().measure {
            #expect(code { try Inflate.gzip(bomb, limit: 1 << 20) } == .tooLarge)
        }
        #expect(time < .seconds(5))
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"), arguments: [0, 1, 9])
    func whatZlibPacked(level: Int) throws {
        let script = "import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read(), \(level)))"
        let packed = Bytes(try Python.output(script, input: Self.text))
        let count = Self.text.count
        #expect(try Inflate.zlib(packed, size: count).array == Self.text)
        for wrong in [0, 1, count - 1, count + 1, count * 2] {
            #expect(code { try Inflate.zlib(packed, size: wrong) } == .malformed, "\(wrong)")
        }
        for wrong in [-1, Int.min, count + 1, Int.max] {
            #expect(code { try Inflate.zlib(packed, size: wrong, limit: count) } == .tooLarge, "\(wrong)")
        }
        for input in Hostile.truncations(of: packed.array, step: 37) {
            #expect(code { try Inflate.zlib(Bytes(input.bytes), size: count) } == .malformed, "\(input)")
        }
    }

    @Test(arguments: [Int32(1), 6, 12]) func gzipReadsWhatDeflatePacked(level: Int32) throws {
        for bytes in [[], [0x61], Self.text] {
            let result = try Command.run("gzip", ["-dc"], input: try Deflate.gzip(bytes, level: level))
            #expect(result.succeeded && result.outputBytes == bytes)
        }
    }
}
