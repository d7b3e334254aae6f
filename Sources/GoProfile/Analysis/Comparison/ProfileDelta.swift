import Evidence
import Wire

/// The difference of two profiles of a process as a profile of its own.
///
/// What was allocated is a running total, so the earlier is subtracted from the later. What is in use is a state: the
/// later one stands, for the difference of two states is none (golang/go issue 67942).
public enum ProfileDelta {
    /// Marks heap deltas whose in-use values are right; reports hide comments that begin with a number sign.
    static let comment = "#sonde: in-use values are those of the later profile"

    /// - Throws: `usage` when the profiles measure different things.
    public static func delta(from old: [Profile], to new: [Profile], options: PprofOptions) throws -> Profile {
        var base = try ProfileCombination.combine(sources: old, options: options)
        let later = try ProfileCombination.combine(sources: new, options: options)
        let names = base.typeNames
        guard names == later.typeNames else {
            throw InputError(
                .usage,
                "profiles of different kinds have no difference: \(names.joined(separator: "/")) and "
                    + later.typeNames.joined(separator: "/"))
        }
        let width = base.samples.typeCount
        for at in base.samples.values.indices {
            let isState = names[at % width].hasPrefix("inuse_")
            base.samples.values[at] = isState ? 0 : 0 &- base.samples.values[at]
        }
        base.durationNanoseconds = 0
        let times = (base.timeNanoseconds, later.timeNanoseconds)
        var result = try ProfileMerger.merge([later, base])
        result.timeNanoseconds = later.timeNanoseconds
        if names.contains(where: { $0.hasPrefix("inuse_") }) { result.comments.append(result.strings.intern(comment)) }
        if later.durationNanoseconds == 0, times.0 > 0, times.1 > times.0 {
            result.durationNanoseconds = times.1 &- times.0
        }
        return result
    }
}
