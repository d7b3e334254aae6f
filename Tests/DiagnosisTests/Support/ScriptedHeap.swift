import Evidence
import GoProfile
import Testing

@testable import Diagnosis

/// Heap profiles that a test makes up, ten seconds apart: bytes in use by function, in each of them.
enum ScriptedHeap {
    private static let object: Int64 = 65_536

    /// - Parameter objects: of 64 KiB each that a function has in use in the profile of this number.
    static func evidence(_ count: Int, _ objects: [String: (Int) -> Int64]) throws -> HeapEvidence {
        var heap = HeapEvidence()
        for number in 0..<count {
            try heap.add(profile(number, objects.mapValues { $0(number) }), name: "heap\(number).pb.gz")
        }
        return heap
    }

    private static func profile(_ number: Int, _ objects: [String: Int64]) -> Profile {
        var builder = ProfileBuilder(
            sampleTypes: [
                ("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"),
                ("inuse_space", "bytes"),
            ], periodType: ("space", "bytes"))
        builder.profile.period = 524_288
        builder.profile.timeNanoseconds = 1_700_000_000_000_000_000 + Int64(number) * 10_000_000_000
        for (function, count) in objects.sorted(by: { $0.key < $1.key }) {
            let stack = [function, "main.main"].map { name in
                let function = builder.function(name: builder.intern(name), file: builder.intern("program.go"))
                return builder.location(lines: [ProfileLine(function: function, line: 10)])
            }
            // What was allocated only grows from one profile of a run to the next.
            let allocated = Int64(number + 1) * 20_000
            builder.append(
                stack: stack, values: [allocated, allocated * object, count, count * object], labels: [])
        }
        return builder.profile
    }
}
