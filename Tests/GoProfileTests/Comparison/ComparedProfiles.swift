import Evidence
import GoProfile

/// Small profiles for comparisons, written as stacks with a value each.
enum ComparedProfiles {
    /// - Parameter stacks: functions from the leaf to the root with spaces between; `a+b` is `a` inlined into `b`.
    static func cpu(_ stacks: KeyValuePairs<String, Int64>, build: String = "", period: Int64 = 10_000_000) -> Profile {
        make(
            [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: period,
            stacks: stacks.map { ($0.key, [$0.value, $0.value * period]) }, build: build)
    }

    /// - Parameter stacks: objects and bytes allocated, objects and bytes in use.
    static func heap(_ stacks: KeyValuePairs<String, [Int64]>, time: Int64 = 0) -> Profile {
        var profile = make(
            [
                ("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"),
                ("inuse_space", "bytes"),
            ], ("space", "bytes"), period: 524_288, stacks: stacks.map { ($0.key, $0.value) })
        profile.timeNanoseconds = time
        return profile
    }

    static func make(
        _ types: [(type: String, unit: String)], _ periodType: (type: String, unit: String), period: Int64,
        stacks: [(String, [Int64])], build: String = ""
    ) -> Profile {
        var builder = ProfileBuilder(sampleTypes: types, periodType: periodType)
        builder.profile.period = period
        if periodType.type == "cpu" { builder.profile.durationNanoseconds = 30_000_000_000 }
        if !build.isEmpty {
            var mapping = ProfileMapping()
            mapping.id = 1
            mapping.buildID = builder.intern(build)
            builder.profile.mappings = [mapping]
        }
        for (stack, values) in stacks {
            let locations = stack.split(separator: " ").map { location in
                builder.location(
                    lines: location.split(separator: "+").map { name in
                        let file = builder.intern("main.go")
                        let function = builder.function(name: builder.intern(String(name)), file: file)
                        return ProfileLine(function: function, line: 1)
                    })
            }
            builder.append(stack: locations, values: values, labels: [])
        }
        return builder.profile
    }
}
