import TestSupport
import Testing
import Wire

struct JSONReaderTests {
    /// The value as a text of our own, with what each token says.
    private static func tokens(_ text: String, depthLimit: Int = 128) throws -> [String] {
        var reader = JSONReader(Bytes(text), depthLimit: depthLimit)
        var all: [String] = []
        while let token = try reader.next() {
            switch token {
            case .key: all.append(reader.string + ":")
            case .string: all.append("'" + reader.string + "'")
            case .number: all.append(reader.string)
            default: all.append("\(token)")
            }
        }
        return all
    }

    @Test func values() throws {
        #expect(try Self.tokens(" [ ] ") == ["arrayBegin", "arrayEnd"])
        #expect(try Self.tokens("{}") == ["objectBegin", "objectEnd"])
        #expect(try Self.tokens("-0.5e+10") == ["-0.5e+10"])
        #expect(
            try Self.tokens("{\"a\":[1,true,null],\"\":{\"b\":\"x\"}}") == [
                "objectBegin", "a:", "arrayBegin", "1", "boolean(true)", "null", "arrayEnd", ":", "objectBegin", "b:",
                "'x'",
                "objectEnd", "objectEnd",
            ])
        #expect(
            try Self.tokens(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\ud800x""#) == ["'\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}x'"])
    }

    @Test func numbers() throws {
        var reader = JSONReader(Bytes("[9223372036854775807, 1795298713442910.8, 1e400, 9223372036854775808]"))
        _ = try reader.next()
        _ = try reader.next()
        #expect(reader.integer == .max)
        _ = try reader.next()
        #expect(reader.integer == nil && reader.number == 1_795_298_713_442_910.8)
        _ = try reader.next()
        #expect(reader.number == .infinity)
        _ = try reader.next()
        #expect(reader.integer == nil && reader.number == 9.223372036854775808e18)
    }

    /// Texts that JSON (RFC 8259) forbids, with the place of what is wrong.
    @Test(arguments: [
        ("", 0), ("[", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{a:1}", 1), ("{\"a\":1,}", 7),
        ("01", 2), ("1.", 2),
        ("1e", 2), ("+1", 0), (".5", 0), ("nul", 0), ("tru]", 0), ("\"a", 0), ("\"\\x\"", 3), ("\"\\u12g4\"", 5),
        ("\"\n\"", 1), ("[1]x", 3),
        ("1 1", 2), ("[}", 1), ("{]", 1), ("[\"\\", 1), ("\u{feff}1", 0), ("'a'", 0), ("[1}", 2),
    ])
    func forbidden(_ text: String, _ offset: Int) {
        let error = #expect(throws: InputError.self) { try Self.tokens(text) }
        #expect(error?.offset == UInt64(offset), "\(text): \(error.map { "\($0)" } ?? "")")
    }

    @Test func depth() throws {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: InputError.self) { try Self.tokens(text) }
        #expect(try Self.tokens("[[[]]]", depthLimit: 3).count == 6)
        #expect(throws: InputError.self) { try Self.tokens("[[[[]]]]", depthLimit: 3) }
    }

    @Test func skipping() throws {
        var reader = JSONReader(Bytes("[{\"a\":[1,{\"b\":[]}]},7]"))
        _ = try reader.next()
        try reader.skip(try reader.next())
        #expect(try reader.next() == .number)
        #expect(reader.integer == 7 && reader.tokenOffset == 20)
    }

    @Test func hostile() {
        let text = #"{"ID": 1, "Deps": [1, 2.5e3, -7], "x": "a\u00e9\n😀", "y": {"z": [true, false, null]}}"#
        for input in Hostile.all(of: Array(text.utf8), seed: 8) {
            var reader = JSONReader(Bytes(input.bytes))
            var count = 0
            while let token = try? reader.next(), count < 1000 {
                count += 1
                _ = (token, reader.number, reader.integer)
            }
            #expect(count <= input.bytes.count)
        }
    }

    /// What another program takes and refuses, for texts that are nearly right.
    @Test(.enabled(if: (try? Command.run("python3", ["--version"]).succeeded) == true, "python3 is not installed"))
    func sameAsPython() throws {
        let text = #"{"ID": 1, "Deps": [1, 2.5e3, -7, {}], "x": "a\u00e9\n", "y": {"z": [true, null]}}"#
        let inputs =
            Array(Hostile.truncations(of: Array(text.utf8)))
            + Array(Hostile.bitFlips(of: Array(text.utf8), count: 400, seed: 3))
        let valid = inputs.map(\.bytes).filter { !$0.contains(10) && String(validating: $0, as: UTF8.self) != nil }
        let script = """
            import json, sys
            def refuse(x): raise ValueError(x)
            for line in sys.stdin.buffer.read().split(b"\\n")[:-1]:
                try: json.loads(line.decode(), parse_constant=refuse); print("yes")
                except ValueError: print("no")
            """
        let result = try Command.run("python3", ["-c", script], input: valid.flatMap { $0 + [10] })
        let answers = result.output.split(separator: "\n")
        try #require(answers.count == valid.count)
        for (bytes, answer) in zip(valid, answers) {
            let isTaken = (try? Self.tokens(String(decoding: bytes, as: UTF8.self))) != nil
            #expect(isTaken == (answer == "yes"), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
