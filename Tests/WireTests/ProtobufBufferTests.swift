import Testing
import Wire

/// The wire format of protocol buffers, by the examples of https://protobuf.dev/programming-guides/encoding.
@Suite struct ProtobufBufferTests {
    @Test func fieldsAreThoseOfTheDocumentation() {
        var message = ProtobufBuffer()
        message.varint(1, 150)
        #expect(message.bytes == [0x08, 0x96, 0x01])
        message.removeAll()
        message.string(2, "testing")
        #expect(message.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
        message.removeAll()
        message.varint(1, signed: -2)
        #expect(message.bytes == [0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
        message.removeAll()
        message.fixed64(47, 0x0102_0304_0506_0708)
        #expect(message.bytes == [0xf9, 0x02, 8, 7, 6, 5, 4, 3, 2, 1])
        message.removeAll()
        let inner = message.begin(3)
        message.varint(1, 150)
        message.end(inner)
        #expect(message.bytes == [0x1a, 0x03, 0x08, 0x96, 0x01])
    }

    /// Lengths of one, two and three bytes, in messages in messages.
    @Test(arguments: [0, 1, 127, 128, 129, 16_383, 16_384, 100_000])
    func lengthsAreThoseOfWhatWasWritten(count: Int) throws {
        let payload = [UInt8](repeating: 7, count: count)
        var message = ProtobufBuffer()
        let outer = message.begin(1)
        message.varint(2, 5)
        let inner = message.begin(3)
        message.data(4, payload)
        message.end(inner)
        message.varint(5, 6)
        message.end(outer)
        message.varint(6, 7)
        var expected: [UInt8] = []
        expected.append(4 << 3 | 2)
        expected.appendVarint(UInt64(count))
        expected += payload
        expected = [2 << 3, 5, 3 << 3 | 2] + varint(expected.count) + expected + [5 << 3, 6]
        expected = [1 << 3 | 2] + varint(expected.count) + expected + [6 << 3, 7]
        #expect(message.bytes == expected)
    }

    private func varint(_ number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendVarint(UInt64(number))
        return bytes
    }

    @Test func whatIsNoTextIsReplaced() {
        var message = ProtobufBuffer()
        message.string(1, utf8: [0x61, 0xff, 0x62][...])
        #expect(message.bytes == [0x0a, 5, 0x61, 0xef, 0xbf, 0xbd, 0x62])
    }
}
