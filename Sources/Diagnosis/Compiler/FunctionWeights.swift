import GoBuild
import GoProfile
import Wire

/// What functions cost by a cpu profile: their own work, that of bodies that were inlined into them, and that of the
/// runtime on their behalf.
public struct FunctionWeights: Sendable {
    private var times = FunctionTimes()
    /// Of the whole profile.
    private var total: Int64 = 0

    /// - Throws: `notRecognised` for a profile without processor time.
    public init(_ profile: Profile, file: String) throws(InputError) {
        var found: Int?
        for name in ["cpu", "samples"] where found == nil {
            found = profile.sampleTypes.firstIndex { profile.text($0.type) == name }
        }
        guard let type = found else {
            throw InputError(
                .notRecognised, "has no values of cpu or samples: it is another kind of profile", file: file)
        }
        // The runtime works for who calls it.
        let functions = (0..<profile.functions.count).map { index -> CompiledFunction? in
            let name = profile.text(profile.functions.names[index])
            if name.hasPrefix("runtime.") || name.hasPrefix("internal/runtime/") { return nil }
            return CompiledFunction(profiled: name, file: profile.text(profile.functions.files[index]))
        }
        var sums = [Int64](repeating: 0, count: functions.count)
        var innermost: Set<UInt32> = []
        for sample in 0..<profile.samples.count {
            let value = profile.samples.value(sample, type)
            total &+= value
            for location in profile.samples.stack(sample) where Int(location) < profile.locations.count {
                innermost.removeAll(keepingCapacity: true)
                // A function, and those whose bodies are inlined there.
                for line in profile.locations.lines(Int(location))
                where Int(line.function) < functions.count && functions[Int(line.function)] != nil {
                    innermost.insert(line.function)
                }
                if !innermost.isEmpty { break }
            }
            for function in innermost { sums[Int(function)] &+= value }
            innermost.removeAll(keepingCapacity: true)
        }
        for (function, sum) in zip(functions, sums) where sum != 0 {
            if let function { times.add(sum, to: function) }
        }
    }

    /// Share of a function in the profile, from 0 to 1.
    /// - Parameters:
    ///   - function: without its package, as the compiler names it.
    ///   - package: import path.
    ///   - file: in which it is declared.
    public func share(of function: String, package: String, file: String) -> Double {
        guard total > 0 else { return 0 }
        return Double(times.time(of: CompiledFunction(package: package, name: function, file: file))) / Double(total)
    }
}
