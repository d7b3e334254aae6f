import Evidence
import GoProfile
import Testing

@testable import Diagnosis

/// A cpu profile written down as stacks, for tests: `80: main.main > main.serve > regexp.Compile` is 80 samples of 10 ms
/// with these functions, the outermost first.
enum SampledProgram {
    static let interval: Int64 = 10_000_000

    static func evidence(_ lines: [String], seconds: Double = 5) throws -> ProcessorEvidence {
        var builder = ProfileBuilder(
            sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"))
        builder.profile.period = interval
        builder.profile.durationNanoseconds = Int64(seconds * 1e9)
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            let count = Int64(parts[0]) ?? 0
            let names = parts[1].split(separator: ">").map { name in
                String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            let stack = names.reversed().map { name in
                let function = builder.function(name: builder.intern(name), file: builder.intern("program.go"))
                return builder.location(lines: [ProfileLine(function: function, line: 10)])
            }
            builder.append(stack: stack, values: [count, count * interval], labels: [])
        }
        return try #require(ProcessorEvidence(builder.profile, name: "samples"))
    }

    /// The findings of samples alone.
    static func findings(_ lines: [String], seconds: Double = 5) throws -> [Finding] {
        var context = DiagnosisContext()
        context.machineProcessors = 2
        context.processor = try evidence(lines, seconds: seconds)
        return diagnosed(context: context).findings
    }
}
