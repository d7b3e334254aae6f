import Evidence
import GoProcess
import GoProfile

/// A profile made of goroutines: one sample of the value 1 for each, of the type goroutine/count as runtime/pprof has
/// it.
///
/// What a goroutine profile does not tell, labels tell: `state` (`chan receive`, `IO wait (leaked)`), and `wait` in
/// minutes when it is known; the pprof labels of the goroutine stay. The outermost frame is the `go` statement: its
/// function is called `created by main.start`, with `main.start` as the linker's name.
struct GoroutineProfile {
    private let snapshot: GoroutineSnapshot
    private var builder = ProfileBuilder(
        sampleTypes: [("goroutine", "count")], periodType: ("goroutine", "count"))
    /// Locations of stacks that were met, by the number of the stack.
    private var stacks: [StackID: [UInt32]] = [:]
    private var creations: [FrameID: UInt32] = [:]

    static func profile(of snapshot: GoroutineSnapshot) -> Profile {
        var conversion = GoroutineProfile(snapshot)
        for goroutine in snapshot.goroutines { conversion.append(goroutine) }
        return conversion.builder.profile
    }

    private init(_ snapshot: GoroutineSnapshot) {
        self.snapshot = snapshot
        builder.profile.period = 1
        builder.profile.timeNanoseconds = snapshot.wallTime
        builder.profile.quality = snapshot.quality
    }

    private mutating func append(_ goroutine: Goroutine) {
        var stack = locations(goroutine.stack)
        if goroutine.creation != .none { stack.append(creation(goroutine.creation)) }
        builder.append(stack: stack, values: CollectionOfOne(1), labels: labels(goroutine))
    }

    private mutating func labels(_ goroutine: Goroutine) -> [ProfileLabel] {
        var labels: [ProfileLabel] = []
        for label in snapshot.labelSets[Int(goroutine.labels)] {
            labels.append(ProfileLabel(key: builder.intern(label.key), string: builder.intern(label.value)))
        }
        let leaked = goroutine.flags.contains(.leaked) && goroutine.reason != .empty ? " (leaked)" : ""
        labels.append(
            ProfileLabel(
                key: builder.intern("state"), string: builder.intern(snapshot.stateText(goroutine) + leaked)))
        let minutes = goroutine.waitingNanoseconds / 60_000_000_000
        if minutes > 0 {
            labels.append(
                ProfileLabel(key: builder.intern("wait"), number: minutes, unit: builder.intern("minutes")))
        }
        return labels
    }

    /// The locations of a stack, leaf first: inlined functions share one with what they are inlined into.
    private mutating func locations(_ stack: StackID) -> [UInt32] {
        if let known = stacks[stack] { return known }
        var result: [UInt32] = []
        var lines: [ProfileLine] = []
        for id in snapshot.stacks.frameIDs(stack) {
            let frame = snapshot.stacks[id]
            lines.append(line(frame, name: snapshot.text(frame.function)))
            if frame.isInlined { continue }
            result.append(builder.location(lines: lines))
            lines.removeAll()
        }
        if !lines.isEmpty { result.append(builder.location(lines: lines)) }
        stacks[stack] = result
        return result
    }

    private mutating func creation(_ id: FrameID) -> UInt32 {
        if let known = creations[id] { return known }
        let frame = snapshot.stacks[id]
        let location = builder.location(
            lines: [line(frame, name: "created by " + snapshot.text(frame.function))])
        creations[id] = location
        return location
    }

    private mutating func line(_ frame: Frame, name: String) -> ProfileLine {
        let function = builder.function(
            name: builder.intern(name), systemName: builder.intern(snapshot.text(frame.function)),
            file: builder.intern(snapshot.text(frame.file)))
        return ProfileLine(function: function, line: Int64(frame.line))
    }
}
