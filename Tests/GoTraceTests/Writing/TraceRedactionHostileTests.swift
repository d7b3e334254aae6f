import Evidence
import GoTrace
import TestSupport
import Testing
import Wire

/// Traces have no checksum: what is damaged is left out, or has no more text in it than what is whole.
@Suite struct TraceRedactionHostileTests {
    private static let programs = [
        TracedProgram(
            .toolchain, "annotations", version: GoToolchain.newestVersion, debug: TracedProgram.manyGenerations),
        TracedProgram(.toolchain, "annotations", version: "1.22.10"),
    ]

    @Test(arguments: programs) func whatIsDamagedHidesNothing(program: TracedProgram) throws {
        let bytes = try Files.bytes(try program.trace())
        let whole = try redacted(bytes)
        #expect(whole.remark == nil)
        let known = ["task0", "region0", "pre-existing region", "log", "key0", "0123456789abcdef"]
        let words = known.filter { contains(bytes, $0) && !contains(whole.bytes, $0) }
        #expect(!words.isEmpty)
        var hits = 0
        for input in Hostile.truncations(of: bytes, step: max(1, bytes.count / 60)) { check(input, words, &hits) }
        for input in Hostile.bitFlips(of: bytes, count: 150, seed: 3) { check(input, words, &hits) }
        for input in Hostile.absurdIntegers(of: bytes, count: 150, seed: 4) { check(input, words, &hits) }
        #expect(hits > 100)
    }

    @Test(arguments: ["user_task_region_1_21_good", "user_task_region_1_11_good"])
    func oldTracesAreWholeOrNotThere(name: String) throws {
        let bytes = try LegacyTraceFile.named(name).bytes()
        let whole = try redacted(bytes)
        let words = ["region0", "task0", "log0", "start", "post-existing region", "key0"].filter {
            contains(bytes, $0) && !contains(whole.bytes, $0)
        }
        #expect(!words.isEmpty)
        var hits = 0
        for input in Hostile.truncations(of: bytes, step: max(1, bytes.count / 60)) { check(input, words, &hits) }
        for input in Hostile.bitFlips(of: bytes, count: 150, seed: 3) { check(input, words, &hits) }
    }

    private func redacted(_ bytes: [UInt8]) throws -> RedactedFile {
        let redactor = Redactor(key: (1, 2))
        try TraceRedaction.teach(Bytes(bytes), redactor)
        return try TraceRedaction.redacted(Bytes(bytes), by: redactor)
    }

    private func contains(_ bytes: [UInt8], _ word: String) -> Bool {
        let word = Array(word.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: word) }
    }

    private func check(_ input: HostileInput, _ words: [String], _ hits: inout Int) {
        do {
            let result = try redacted(input.bytes)
            hits += 1
            for word in words { #expect(!contains(result.bytes, word), "\(input): \(word)") }
        } catch { #expect(error is InputError, "\(input)") }
    }
}
