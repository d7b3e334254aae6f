import Evidence
import GoProfile

/// A small profile with everything that the format has: inlining, recursion, two mappings, labels of both kinds.
enum SmallProfile {
    static func make() -> Profile {
        var profile = Profile()
        func text(_ text: String) -> StringID { profile.strings.intern(text) }
        profile.sampleTypes = [
            ValueType(type: text("samples"), unit: text("count")),
            ValueType(type: text("cpu"), unit: text("nanoseconds")),
        ]
        profile.periodType = profile.sampleTypes[1]
        profile.period = 10_000_000
        profile.timeNanoseconds = 1_700_000_000_000_000_001
        profile.durationNanoseconds = 5_000_000_000
        profile.comments = [text("a comment"), text("# hidden")]
        profile.defaultSampleType = text("cpu")
        profile.documentationURL = text("https://example.com/doc")
        var main = ProfileMapping()
        main.id = 1
        main.start = 0x400000
        main.limit = 0x800000
        main.file = text("/srv/orders")
        main.buildID = text("abc")
        main.hasFunctions = true
        var kernel = ProfileMapping()
        kernel.id = 2
        kernel.file = text("[kernel.kallsyms]_text")
        profile.mappings = [main, kernel]
        for (number, name) in ["main.main", "main.handle", "encoding/json.Marshal", "runtime.mallocgc"].enumerated() {
            profile.functions.append(
                id: UInt64(number + 1), name: text(name), systemName: text(name), file: text("file\(number).go"),
                startLine: Int64(number * 10))
        }
        func line(_ function: UInt32, _ line: Int64) -> ProfileLine { ProfileLine(function: function, line: line) }
        profile.locations.append(id: 1, mapping: 0, address: 0x401000, lines: [line(0, 5)])
        profile.locations.append(id: 2, mapping: 0, address: 0x402000, lines: [line(2, 7), line(1, 20)])
        profile.locations.append(id: 3, mapping: 0, address: 0x403000, lines: [line(3, 9)])
        profile.locations.append(id: 4, mapping: 1, address: 0xffff_ffff_8100_0000, lines: [])
        let search = profile.labelSets.intern(
            [
                ProfileLabel(key: text("endpoint"), string: text("/search")),
                ProfileLabel(key: text("bytes"), number: 4096, unit: text("bytes")),
            ], profile.strings)
        profile.samples.typeCount = 2
        profile.samples.append(stack: [2, 1, 0], values: [3, 30_000_000], labelSet: search)
        profile.samples.append(stack: [3, 1, 1, 0], values: [2, 20_000_000], labelSet: 0)
        profile.samples.append(stack: [0], values: [1, 10_000_000], labelSet: search)
        return profile
    }
}
