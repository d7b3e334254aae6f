import Evidence

/// Stacks that are as deep as the runtime goes, and whose roots are missing therefore.
///
/// Source: maxCPUProfStack of runtime/cpuprof.go is 64; other profiles have 32 frames before Go 1.23, then
/// GODEBUG=profstackdepth, 128 by default. An inlined call counts as a frame since Go 1.23, a return address did before.
struct TruncatedStacks {
    /// Stacks that are looked at; more would only make the share more exact.
    private static let limit = 5_000

    let warning: ProfileWarning?

    init(_ profile: Profile) {
        let samples = profile.samples
        let isProcessor = profile.sampleTypes.contains { profile.text($0.type) == "cpu" }
        let limits: Set<Int> = isProcessor ? [64] : [32, 128]
        let column = max(samples.typeCount - 1, 0)
        let lineCounts = (0..<profile.locations.count).map { max(profile.locations.lines($0).count, 1) }
        let step = max(1, samples.count / Self.limit)
        var whole = 0.0
        var roots: Set<UInt32> = []
        var deep: [(root: UInt32, depth: Int, value: Double)] = []
        var deepest = 0
        for sample in stride(from: 0, to: samples.count, by: step) {
            // One column for all would miss what is no longer in use.
            let value = Double(samples.value(sample, samples.typeCount == 4 ? 1 : column)).magnitude
            whole += value
            var locations = 0
            var frames = 0
            var last: UInt32 = 0
            for location in samples.stack(sample) {
                locations += 1
                frames += lineCounts[Int(location)]
                last = location
            }
            deepest = max(deepest, frames)
            let root = Self.root(profile, last)
            if limits.contains(frames) || limits.contains(locations) {
                deep.append((root, limits.contains(frames) ? frames : locations, value))
            } else if locations > 0 {
                roots.insert(root)
            }
        }
        // A whole stack may be as deep by chance; it then begins where others do.
        let cut = deep.filter {
            !roots.contains($0.root) && !(isProcessor == false && $0.depth < deepest && $0.depth == 32)
        }
        let sum = cut.reduce(0) { $0 + $1.value }
        guard sum > 0, whole > 0, let depth = cut.first?.depth else {
            warning = nil
            return
        }
        let part = sum / whole
        warning = ProfileWarning(
            "stacks.truncated", part >= 0.01 ? .dataLoss : .info,
            "\(ProfileQualityCheck.percent(part)) of the values are in stacks cut off at \(depth) frames: their outer "
                + "callers miss them"
                + (isProcessor || depth == 32 ? "" : " (GODEBUG=profstackdepth=1024 keeps more)"))
    }

    private static func root(_ profile: Profile, _ location: UInt32) -> UInt32 {
        guard Int(location) < profile.locations.count else { return .max }
        return profile.locations.lines(Int(location)).last?.function ?? .max - 1
    }
}
