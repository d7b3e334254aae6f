import Evidence
import GoProfile
import TestSupport
import Wire

extension SeededGenerator {
    mutating func unit() -> Double { Double(next() >> 11) / 0x1p53 }

    /// A Poisson variable: by multiplication for small means, by halving for large ones.
    mutating func poisson(_ mean: Double) -> Int {
        if mean > 60 { return poisson(mean / 2) + poisson(mean / 2) }
        guard mean > 0 else { return 0 }
        let limit = MathFunctions.exp(-mean)
        var product = unit()
        var count = 0
        while product > limit {
            product *= unit()
            count += 1
        }
        return count
    }

    mutating func gaussian() -> Double {
        // The sum of twelve has variance 1.
        (0..<12).reduce(-6) { sum, _ in sum + unit() }
    }
}

/// Stacks with the chance of each, from which profiles are drawn as a sampling profiler would.
struct StackPopulation {
    private let template: Profile
    /// The mean number of samples of each stack in a profile of one sample.
    private(set) var parts: [Double]

    /// The heaviest stacks of google/pprof's large.cpu where the corpus is there, else made-up ones.
    static func real(stacks: Int) throws -> StackPopulation {
        guard let path = SharedCorpus.path("corpus/pprof/inputs/large.cpu") else { return madeUp(stacks: stacks) }
        var profile = try ProfileReader.read(Bytes(try Files.bytes(path)), file: path)
        let order = (0..<profile.samples.count).sorted {
            (profile.samples.value($1, 0), $0) < (profile.samples.value($0, 0), $1)
        }
        let kept = Set(order.prefix(stacks))
        profile.samples.filter { kept.contains($0) }
        // Merging leaves out the functions of the other stacks.
        return StackPopulation(try ProfileMerger.merge([profile]))
    }

    /// Random walks through a call graph of 120 functions, weighted as Zipf's law has it.
    static func madeUp(stacks: Int) -> StackPopulation {
        var random = SeededGenerator(seed: 11)
        var builder = ProfileBuilder(
            sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"))
        builder.profile.period = 10_000_000
        builder.profile.durationNanoseconds = 30_000_000_000
        let functions = (0..<120).map { index -> UInt32 in
            let name = builder.intern("example.com/p\(index % 9).F\(index)")
            let function = builder.function(name: name, file: builder.intern("p.go"))
            return builder.location(lines: [ProfileLine(function: function, line: Int64(index))])
        }
        for rank in 1...stacks {
            var at = 0
            var stack: [UInt32] = []
            for _ in 0..<(4 + Int(random.next() % 12)) {
                stack.append(functions[at])
                at = min(functions.count - 1, at + 1 + Int(random.next() % 17))
            }
            let count = Int64(20_000 / rank + 1)
            builder.append(stack: stack.reversed(), values: [count, count * 10_000_000], labels: [])
        }
        return StackPopulation(builder.profile)
    }

    init(_ profile: Profile) {
        template = profile
        let counts = (0..<profile.samples.count).map { Double(profile.samples.value($0, 0)) }
        let sum = counts.reduce(0, +)
        parts = counts.map { $0 / sum }
    }

    /// Makes the stacks whose leaf is the function so many times as heavy.
    func growing(leaf name: String, by factor: Double) -> StackPopulation {
        var result = self
        for sample in parts.indices where leaf(sample) == name { result.parts[sample] *= factor }
        return result
    }

    func leaf(_ sample: Int) -> String {
        for location in template.samples.stack(sample) {
            guard let line = template.locations.lines(Int(location)).first else { return "" }
            return template.text(template.functions.names[Int(line.function)])
        }
        return ""
    }

    /// The part of the samples that a function has of its own.
    func part(leaf name: String) -> Double {
        parts.indices.reduce(0) { $0 + (leaf($1) == name ? parts[$1] : 0) }
    }

    var leaves: [String] {
        var seen: Set<String> = []
        return parts.indices.map(leaf).filter { seen.insert($0).inserted }
    }

    /// A profile of about so many samples.
    /// - Parameter noise: standard deviation of each function's cost between runs, as a part of it.
    func draw(_ total: Double, _ random: inout SeededGenerator, noise: Double = 0) -> Profile {
        var result = template
        var factors: [String: Double] = [:]
        for sample in parts.indices {
            var mean = parts[sample] * total
            if noise > 0 {
                let name = leaf(sample)
                let factor = factors[name] ?? max(0, 1 + noise * random.gaussian())
                factors[name] = factor
                mean *= factor
            }
            let count = Int64(random.poisson(mean))
            result.samples.values[2 * sample] = count
            result.samples.values[2 * sample + 1] = count * result.period
        }
        return result
    }
}
