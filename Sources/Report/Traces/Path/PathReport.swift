import Evidence
import GoTrace
import Wire

/// What is reported of critical paths: the paths, and among which instances they were chosen.
public struct PathReport {
    /// Why these instances.
    public enum Choice: Sendable {
        /// One: `word` is such as `The slowest`.
        case one(word: String)
        case all
        /// Set 0 is the slow ones, set 1 the ordinary ones.
        case comparison(slow: String, ordinary: String)
    }

    let choice: Choice
    let paths: PathAnalysis
    let scene: TraceScene
    let names: TraceNames
    /// Of all complete instances.
    let durations: DurationDistribution
    let incomplete: Int
    let begunBefore: Int
    /// Type, name or handler that all of them have; empty when they differ.
    let type: String
    let kind: PathInstance.Kind

    /// - Parameters:
    ///   - start: begin of the trace, in nanoseconds of its clock.
    ///   - sorted: complete instances by their durations.
    public init(
        _ choice: Choice, _ paths: PathAnalysis, _ scene: TraceScene, start: Int64, sorted: [PathInstance],
        catalogue: PathCatalogue
    ) {
        self.choice = choice
        self.paths = paths
        self.scene = scene
        names = TraceNames(scene: scene, start: start)
        var durations = DurationDistribution()
        for instance in sorted { durations.add(instance.duration) }
        self.durations = durations
        incomplete = catalogue.instances.count { !$0.isComplete }
        begunBefore = catalogue.begunBefore
        kind = catalogue.instances.first?.kind ?? .goroutine
        let first = catalogue.instances.first?.name ?? .empty
        type = catalogue.instances.allSatisfy { $0.name == first } ? scene.text(first) : ""
    }

    /// `tasks of type order`.
    func population(_ count: Int) -> String {
        switch kind {
        case .task: Plural.of(count, "task") + (type.isEmpty ? "" : " of type \(type)")
        case .region: Plural.of(count, "region") + (type.isEmpty ? "" : " \(type)")
        case .request: Plural.of(count, "request") + (type.isEmpty ? "" : " for \(type)")
        case .goroutine: "goroutine"
        }
    }

    /// `task 12 (order)`.
    func name(_ instance: PathInstance) -> String {
        let type = scene.text(instance.name)
        switch instance.kind {
        case .task: return "task \(instance.id)" + (type.isEmpty ? "" : " (\(type))")
        case .region: return "region \(type), number \(instance.id)"
        case .request: return "request \(instance.id)" + (type.isEmpty ? ", handler unknown" : " (\(type))")
        case .goroutine: return "goroutine \(instance.id)"
        }
    }

    func frames(_ stack: UInt32) -> ArraySlice<UInt32> { paths.stacks[stack] }

    func what(_ activity: PathActivity, _ stack: UInt32) -> String {
        PathWords.what(activity, systemCall: activity.state == .syscall ? names.systemCall(frames(stack)) : "")
    }

    /// What and where: `system call fsync in main.(*store).commit main.go:32`.
    public func describe(_ activity: PathActivity, _ stack: UInt32) -> String {
        let place = names.place(frames(stack))
        return what(activity, stack) + (place.isEmpty ? "" : " in \(place)")
    }

    /// The same as part of a sentence.
    func clause(_ activity: PathActivity, _ stack: UInt32) -> String {
        let place = names.place(frames(stack))
        let call = activity.state == .syscall ? names.systemCall(frames(stack)) : ""
        return PathWords.clause(activity, systemCall: call) + (place.isEmpty ? "" : " in \(place)")
    }

    static func share(_ part: Int64, _ whole: Int64) -> String {
        whole == 0 ? "" : NumberText.percent(Double(part) / Double(whole))
    }
}
