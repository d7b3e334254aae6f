import Evidence
import GoProfile

/// What the program's own functions did between the first and the last of some profiles that count from its start, such
/// as bytes that they allocated.
public struct ProfileSites: Sendable {
    /// A line of the program, as far as it was reached from there.
    struct Site: Sendable {
        /// From the program's own frame on, the innermost first.
        var frames: [ResolvedFrame]
        var value: Int64

        /// `main.load (load.go:41)`.
        var place: String {
            guard let frame = frames.first else { return "" }
            let name = FunctionName.short(frame.function)
            return "\(name) (\(PathText.last(frame.file)):\(frame.line))"
        }
    }

    private struct Key: Hashable {
        var function: String
        var line: Int32
    }

    /// Name of the sample type, such as `alloc_space`.
    private let type: String
    private var first: [Key: Int64]?
    private var last: [Key: Site] = [:]
    private var count = 0
    /// Frames that are kept of a stack.
    private static let depth = 16

    public init(type: String) { self.type = type }

    /// Adds the next profile; one without the type is passed over.
    public mutating func add(_ profile: Profile) {
        guard let value = profile.sampleTypes.firstIndex(where: { profile.text($0.type) == type }) else { return }
        var sites: [Key: Site] = [:]
        var known: [[UInt32]: Key?] = [:]
        let functions = (0..<profile.functions.count).map { index in
            SampledFunction(
                name: profile.text(profile.functions.names[index]), file: profile.text(profile.functions.files[index]))
        }
        for sample in 0..<profile.samples.count {
            let amount = profile.samples.value(sample, value)
            guard amount > 0 else { continue }
            let stack = Array(profile.samples.stack(sample))
            if let key = known[stack] {
                if let key { sites[key]?.value &+= amount }
                continue
            }
            let frames = Self.ownFrames(stack, profile, functions)
            let key = frames.first.map { Key(function: $0.function, line: $0.line) }
            known[stack] = .some(key)
            guard let key else { continue }
            sites[key, default: Site(frames: frames, value: 0)].value &+= amount
        }
        if first == nil { first = sites.mapValues(\.value) }
        last = sites
        count += 1
    }

    /// From the program's own frame on; empty for what only the library did, and for what was done for a profile.
    private static func ownFrames(
        _ stack: [UInt32], _ profile: Profile, _ functions: [SampledFunction]
    ) -> [ResolvedFrame] {
        var frames: [ResolvedFrame] = []
        for location in stack where Int(location) < profile.locations.count {
            for line in profile.locations.lines(Int(location)) where Int(line.function) < functions.count {
                let function = functions[Int(line.function)]
                // The program's own code may be called by it: pprof.Do, trace.WithRegion.
                if frames.isEmpty, function.work.contains(.profiler) { return [] }
                guard function.isOwn || !frames.isEmpty, frames.count < depth else { continue }
                frames.append(
                    ResolvedFrame(function: function.name, file: function.file, line: Int32(clamping: line.line)))
            }
        }
        return frames
    }

    /// What was done at each place between the first profile and the last, most first; empty with fewer than two.
    var between: [Site] {
        guard count > 1, let first else { return [] }
        return last.map { key, site in
            Site(frames: site.frames, value: site.value &- (first[key] ?? 0))
        }.filter { $0.value > 0 }.sorted { ($1.value, $0.place) < ($0.value, $1.place) }
    }
}
