import TestSupport
import Testing
import Wire

@Suite struct SequentialLinesTests {
    private func read(_ text: [UInt8]) throws -> (lines: [String], offsets: [Int], bytes: Int, isCut: Bool) {
        var lines = SequentialLines(SequentialInput(bytes: Bytes(text), name: "text"), of: "go test")
        var found: (lines: [String], offsets: [Int]) = ([], [])
        try lines.read { buffer, line, offset in
            found.lines.append(String(decoding: buffer[line], as: UTF8.self))
            found.offsets.append(offset)
        }
        return (found.lines, found.offsets, lines.bytes, lines.isCut)
    }

    @Test(arguments: [
        ("", [], [], false), ("\n", [""], [0], false), ("a", ["a"], [0], true), ("a\n", ["a"], [0], false),
        ("a\r\n\r\n\rb\r", ["a", "", "\rb"], [0, 3, 5], true), ("\n\nc", ["", "", "c"], [0, 1, 2], true),
    ]) func linesAndOffsets(text: String, lines: [String], offsets: [Int], isCut: Bool) throws {
        let found = try read(Array(text.utf8))
        #expect(found.lines == lines && found.offsets == offsets)
        #expect(found.bytes == text.utf8.count && found.isCut == isCut)
    }

    /// Chunks of a MiB end within lines, and within their ends.
    @Test func linesOverChunks() throws {
        for length in [(1 << 20) - 2, (1 << 20) - 1, 1 << 20, 3 << 20] {
            let long = [UInt8](repeating: 0x61, count: length)
            let found = try read(long + [0x0d, 0x0a] + long + [0x0a, 0x62])
            #expect(found.lines.map(\.utf8.count) == [length, length, 1])
            #expect(found.offsets == [0, length + 2, 2 * length + 3] && found.bytes == 2 * length + 4)
        }
    }

    @Test func aLineHasALimit() throws {
        let limit = SequentialLines.longestLine
        #expect(try read([UInt8](repeating: 0x61, count: limit - 1) + [0x0a, 0x62]).lines.count == 2)
        do {
            _ = try read([0x62, 0x0a] + [UInt8](repeating: 0x61, count: limit + (1 << 20)))
            Issue.record("a line of more than 16 MiB was read")
        } catch let error as InputError {
            #expect(error.code == .malformed && error.offset == 2 && error.description.contains("`go test`"))
        }
    }
}
