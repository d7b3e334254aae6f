import GoBuild
import GoProfile
import Wire

/// What functions cost by a cpu profile: their own work, that of bodies that were inlined into them, and that of the
/// runtime on their behalf.
public struct FunctionWeights: Sendable {
    private struct Key: Hashable {
        var name: String
        var file: String
    }

    private var shares: [Key: Int64] = [:]
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
        for sample in 0..<profile.samples.count {
            let value = profile.samples.value(sample, type)
            total &+= value
            for key in Self.innermost(profile, sample) { shares[key, default: 0] &+= value }
        }
    }

    /// The functions at the innermost place that is not the runtime's: one, and those whose bodies are inlined there.
    private static func innermost(_ profile: Profile, _ sample: Int) -> Set<Key> {
        for location in profile.samples.stack(sample) where Int(location) < profile.locations.count {
            var result: Set<Key> = []
            for line in profile.locations.lines(Int(location)) where Int(line.function) < profile.functions.count {
                let function = Int(line.function)
                let name = profile.text(profile.functions.names[function])
                if name.hasPrefix("runtime.") || name.hasPrefix("internal/runtime/") { continue }
                result.insert(
                    Key(
                        name: DecisionIndex.generic(DecisionIndex.withoutPackage(name)),
                        file: DecisionIndex.base(profile.text(profile.functions.files[function]))))
            }
            if !result.isEmpty { return result }
        }
        return []
    }

    /// Share of a function in the profile, from 0 to 1.
    /// - Parameters:
    ///   - function: without its package, as the compiler names it.
    ///   - file: in which it is declared.
    public func share(of function: String, file: String) -> Double {
        guard total > 0 else { return 0 }
        let key = Key(name: DecisionIndex.generic(function), file: DecisionIndex.base(file))
        return Double(shares[key] ?? 0) / Double(total)
    }
}
