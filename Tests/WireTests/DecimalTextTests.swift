import TestSupport
import Testing
import Wire

/// Numbers as C prints them.
@Suite struct DecimalTextTests {
    @Test func numbersArePrintedAsPythonPrintsThem() throws {
        var generator = SeededGenerator(seed: 7)
        var values: [Double] = [
            0, -0.0, 0.005, 0.015, 0.025, 0.125, 0.375, 1.005, 2.675, 99.995, 1e15, 1e17, 1e300, 5e-324,
        ]
        for _ in 0..<3000 {
            values.append(Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator)))
            values.append(Double.random(in: -200...200, using: &generator))
            values.append(Double(Int.random(in: 0..<100_000, using: &generator)) / 1000)
            values.append(Double.random(in: 0..<1, using: &generator) * Double.random(in: 0..<1, using: &generator))
        }
        values = values.filter(\.isFinite)
        let source = values.map { String($0.bitPattern) }.joined(separator: " ")
        let expected = try Python.output(
            """
            import struct, sys
            for word in sys.stdin.read().split():
                value = struct.unpack('<d', struct.pack('<Q', int(word)))[0]
                print('%.2f %.2g' % (value, value))
            """, input: Array(source.utf8))
        let lines = String(decoding: expected, as: UTF8.self).split(separator: "\n")
        try #require(lines.count == values.count)
        for (value, line) in zip(values, lines) {
            #expect("\(DecimalText.fixed(value, digits: 2)) \(DecimalText.general(value, digits: 2))" == line)
        }
    }
}
