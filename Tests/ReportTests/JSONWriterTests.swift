import Testing
import Wire

@Suite struct JSONWriterTests {
    private func compact(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(.compact)
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func escapesWhatJSONForbids() {
        let text = "quote \" back \\ slash / \n\r\t \u{1} \u{1f} \u{7f} µ 🐹 \u{2028}"
        #expect(
            compact { $0.value(text) }
                == "\"quote \\\" back \\\\ slash / \\n\\r\\t \\u0001 \\u001f \\u007f µ 🐹 \u{2028}\"")
    }

    @Test func repairsInvalidUTF8() {
        #expect(compact { $0.value(utf8: [0x61, 0xff, 0x62, 0xc3]) } == "\"a\u{fffd}b\u{fffd}\"")
    }

    @Test func writesNumbersThatReadersKeep() {
        let text = compact { json in
            json.array {
                $0.value(0)
                $0.value(-1)
                $0.value(UInt64.max)
                $0.value(Int64.min)
                $0.value(0.93)
                $0.value(41.0)
                $0.value(1e300)
                $0.value(Double.nan)
                $0.value(-Double.infinity)
                $0.value(address: 0xc0_0001_2345)
            }
        }
        #expect(text == "[0,-1,18446744073709551615,-9223372036854775808,0.93,41,1e+300,null,null,\"0xc000012345\"]")
    }

    @Test func separatesMembersInBothLayouts() {
        func document(_ layout: JSONWriter.Layout) -> String {
            var json = JSONWriter(layout)
            json.object {
                $0.member("a", 1)
                $0.member("empty") { $0.array { _ in } }
                $0.member("rows", array: [1, 2]) { json, number in
                    json.onOneLine { $0.object { $0.member("n", number) } }
                }
                $0.member("none", nil as Int?)
                $0.member("deep") { $0.object { $0.member("flag", true) } }
            }
            return String(decoding: json.bytes, as: UTF8.self)
        }
        #expect(document(.compact) == #"{"a":1,"empty":[],"rows":[{"n":1},{"n":2}],"none":null,"deep":{"flag":true}}"#)
        #expect(
            document(.pretty) == """
                {
                  "a": 1,
                  "empty": [],
                  "rows": [
                    {"n": 1},
                    {"n": 2}
                  ],
                  "none": null,
                  "deep": {
                    "flag": true
                  }
                }
                """)
    }

    @Test func keepsTheBufferSmallWithASink() throws {
        var received = 0
        var largest = 0
        var json = JSONWriter(.compact, flushThreshold: 4096) { part in
            received += part.count
            largest = max(largest, part.count)
        }
        json.array(0..<200_000) { json, number in json.object { $0.member("id", number) } }
        try json.finish()
        var expected = "[]\n".utf8.count + 199_999
        for number in 0..<200_000 { expected += #"{"id":}"#.utf8.count + String(number).utf8.count }
        #expect(received == expected)
        #expect(largest < 8192)
    }

    @Test func stopsAtAFailingSinkAndReportsIt() {
        struct Broken: Error {}
        var calls = 0
        var json = JSONWriter(.compact, flushThreshold: 16) { _ in
            calls += 1
            throw Broken()
        }
        json.array(0..<1000) { $0.value($1) }
        #expect(json.hasFailed)
        #expect(calls == 1)
        #expect(throws: Broken.self) { try json.finish() }
    }
}
