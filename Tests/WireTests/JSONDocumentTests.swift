import TestSupport
import Testing
import Wire

/// Documents of the writer, read by Python's json module.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct JSONDocumentTests {
    /// Every scalar of the first planes that may need care, alone and among others.
    @Test(arguments: [JSONWriter.Layout.compact, .pretty]) func everyCharacterComesBack(layout: JSONWriter.Layout)
        throws
    {
        let scalars = (0...0x2fff).map { UInt32($0) } + [0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x1_0000, 0x10_ffff]
        let texts = scalars.compactMap { Unicode.Scalar($0) }.map { "a\(Character($0))\"\\" }
        var json = JSONWriter(layout)
        json.object { json in
            json.member("texts", strings: texts)
            json.member("keys") { $0.object { json in for text in texts { json.member(text, true) } } }
        }
        let script = """
            import json, sys
            document = json.load(sys.stdin.buffer)
            for texts in (document["texts"], document["keys"]):
                for text in texts: print(" ".join("%x" % ord(c) for c in text))
            """
        let lines = String(decoding: try Python.output(script, input: json.bytes), as: UTF8.self).split(separator: "\n")
        let expected = texts.map { $0.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ") }
        #expect(lines.map(String.init) == expected + expected)
    }

    @Test func numbersComeBackToTheLastBit() throws {
        var generator = SeededGenerator(seed: 17)
        var doubles: [Double] = [
            0, 0.1, 1e21, 1e-7, 5e-324, .greatestFiniteMagnitude, .leastNormalMagnitude, 9_007_199_254_740_993,
            123456.789,
        ]
        for _ in 0..<3000 {
            let number = Double(bitPattern: UInt64.random(in: 0...(.max), using: &generator))
            if number.isFinite { doubles += [number, -number] }
        }
        let integers: [Int64] =
            [0, 9, 10, -1, -10, .max, .min, 1 << 53]
            + (0..<500).map { _ in .random(in: .min ... .max, using: &generator) }
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("doubles", array: doubles) { $0.value($1) }
            json.member("integers", array: integers) { $0.value($1) }
            json.member("large") { $0.value(UInt128.max) }
            json.member("nothing") { $0.array([Double.nan, .infinity, -.infinity]) { $0.value($1) } }
            json.member("address", address: .max)
            json.member("none", address: nil)
        }
        let script = """
            import json, sys
            d = json.load(sys.stdin.buffer)
            assert d["large"] == 2 ** 128 - 1 and d["nothing"] == [None] * 3
            assert d["address"] == "0x" + "f" * 16 and d["none"] is None
            for v in d["doubles"]: print(float(v).hex())
            for v in d["integers"]: print(v)
            """
        let lines = String(decoding: try Python.output(script, input: json.bytes), as: UTF8.self).split(separator: "\n")
        try #require(lines.count == doubles.count + integers.count)
        for (line, number) in zip(lines, doubles) { #expect(Double(line) == number, "\(line)") }
        #expect(lines.dropFirst(doubles.count).map { Int64($0) } == integers)
    }

    @Test func severalDocumentsAndAFailingSink() throws {
        struct Full: Error {}
        var received: [UInt8] = []
        var json = JSONWriter(.compact, flushThreshold: 64) {
            if received.count > 1000 { throw Full() }
            received += $0
        }
        for number in 0..<20 {
            json.object { $0.member("n", number) }
            json.endLine()
        }
        try json.finish()
        let script = "import json, sys; print(sum(json.loads(l)['n'] for l in sys.stdin if l.strip()))"
        #expect(String(decoding: try Python.output(script, input: received), as: UTF8.self) == "190\n")

        for number in 0..<1000 { json.object { $0.member("n", number) } }
        #expect(json.hasFailed)
        let count = received.count
        json.value("dropped")
        #expect(throws: Full.self) { try json.finish() }
        #expect(received.count == count && count < 1200)
    }
}
