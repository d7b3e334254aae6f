import TestSupport
import Testing

/// Traces with mistakes in their events: sonde refuses those that Go refuses, and prints at least the same before.
///
/// | variable | means |
/// |---|---|
/// | SONDE_TRACE_MUTATIONS | number of traces, 40 when it is not set |
/// | SONDE_TRACE_SEED | seed of the first one, 1 when it is not set; each difference says its own |
@Suite struct MutatedTraceTests {
    /// What sonde goes no further for, on purpose, and Go does: no machine has two thousand million processors, and a
    /// status of 67,108,864 does not mean that nothing is known.
    private static let stricter = ["a processor has number", ", which does not exist"]

    private static func number(_ name: String, default value: Int) -> Int {
        environmentVariable(name).flatMap { Int($0) } ?? value
    }

    /// Small traces of each version of the format, and the toolchain's own that are written by hand.
    private static func originals(in folder: TemporaryFolder) throws -> [(name: String, path: String)] {
        let written = try TextTrace.all().filter { !$0.name.contains("stress") && !$0.name.hasPrefix("go122.") }
        return try written.map { ($0.description, try $0.encodedByGo(in: folder)) }
            + TracedProgram.versions.flatMap { version in
                [
                    TracedProgram(.toolchain, "annotations", version: version),
                    TracedProgram(
                        .toolchain, "wait-on-pipe", version: version, debug: TracedProgram.manyGenerations),
                    TracedProgram(
                        .toolchain, "annotations-stress", version: version, debug: TracedProgram.manyGenerations),
                ]
            }.map { ($0.description, try $0.trace()) }
    }

    @Test func mistakesAreFoundAsByGo() throws {
        let folder = try TemporaryFolder()
        let originals = try Self.originals(in: folder)
        let first = Self.number("SONDE_TRACE_SEED", default: 1)
        let count = Self.number("SONDE_TRACE_MUTATIONS", default: 40)
        var refused = 0
        for seed in first..<first + count {
            let (name, original) = originals[seed % originals.count]
            let path = folder.file("mutated")
            let made = try TraceOracle.run(["mutate", original, path, "\(seed)"])
            guard made.succeeded else { throw TestSupportError("\(name), seed \(seed): \(made.error)") }
            let expected = try TraceOracle.run(["parsed", path])
            let title = "\(name), seed \(seed); trace-oracle mutate \(original) FILE \(seed)"
            // The reference itself ends in a panic for some.
            if expected.error.contains("\ngoroutine 1 [") {
                let status = try TraceDump.run(path).status.code
                #expect(status == 0 || status == 2, "\(title)")
                continue
            }
            let actual = try TraceDump.run(path)
            if Self.stricter.contains(where: { actual.error.contains($0) }) {
                let isPrefix = expected.outputBytes.starts(with: actual.outputBytes)
                #expect(isPrefix, "\(title)")
                continue
            }
            if expected.succeeded {
                try TraceDump.expectTheSame(path, title)
                continue
            }
            refused += 1
            let text = expected.outputBytes
            if let difference = TraceText.difference(
                expected: text, actual: actual.outputBytes.prefix(text.count))
            {
                Issue.record("\(title)\n\(difference)\nGo says: \(expected.error.prefix(300))")
            }
            let status = actual.status.code
            #expect(status == 2, "\(title): \(actual.error.prefix(300)); Go says: \(expected.error.prefix(300))")
            #expect(!actual.errorBytes.isEmpty, "\(title)")
        }
        print("\(count) traces with mistakes, of which Go refuses \(refused)")
        #expect(refused * 5 > count && refused * 20 < count * 19, "most mistakes, but not all, are to be seen")
    }
}
