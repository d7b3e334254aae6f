import Diagnosis
import SystemActivity
import Wire

/// The critical path of a build, as text and JSON.
public struct GoBuildPathReport {
    private let path: GoBuildPath
    private let build: GoBuild
    private let times: GoBuildTimes
    private let name: String
    private let showsAll: Bool

    /// - Parameter showsAll: parts too that are shorter than a hundredth of the whole.
    public init(_ path: GoBuildPath, _ build: GoBuild, _ times: GoBuildTimes, name: String, showsAll: Bool) {
        self.path = path
        self.build = build
        self.times = times
        self.name = name
        self.showsAll = showsAll
    }

    /// The path as rows.
    public func rows() -> PathSteps {
        let begin = path.segments.first?.start ?? 0
        let steps = path.segments.map { segment -> PathStep in
            var step = PathStep(what: what(segment), start: segment.start &- begin, duration: segment.duration)
            step.isRunning = true
            if case .action(let number) = segment.part {
                let processes = build.actions[number].steps.map { build.steps[$0].process }
                if Set(processes).count == 1 { step.process = processes[0] }
            } else {
                step.process = build.command ?? -1
            }
            return step
        }
        return PathSteps(
            total: total, begin: begin, steps: steps, mainSteps: PathStep.gathered(steps, of: total), shares: shares)
    }

    private var shares: [(name: String, time: Int64, count: Int)] {
        times.parts.map { ($0.name, $0.time, $0.actions) }
    }

    private var total: Int64 { path.segments.reduce(0) { $0 &+ $1.duration } }

    private var running: Int64 {
        path.segments.reduce(0) { sum, segment in
            if case .action = segment.part { sum &+ segment.duration } else { sum }
        }
    }

    public func write(to writer: inout TextWriter) {
        let actions = path.segments.count {
            if case .action = $0.part { true } else { false }
        }
        let chain = Plural.of(actions, "action") + (actions > 1 ? " one behind the other" : "")
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(DurationText.format(total)), of which \(chain) took \(DurationText.format(running))"))
        writer.blank()
        TimeShares.table(shares, of: total, counted: "ACTIONS", to: &writer)
        writer.blank()
        writeChain(to: &writer)
    }

    private func writeChain(to writer: inout TextWriter) {
        var table = TextTable([
            .init(title: "AT", isNumber: true), .init(title: "TOOK", isNumber: true), .init(title: "WHAT"),
        ])
        let steps = rows()
        for step in showsAll ? steps.steps : steps.mainSteps {
            table.add([DurationText.format(step.start), DurationText.format(step.duration), step.what])
        }
        table.write(to: &writer)
    }

    private func what(_ segment: GoBuildPath.Segment) -> String {
        switch segment.part {
        case .before: return "the go command, before the first action"
        case .between: return "the go command"
        case .after: return "the go command, after the last action"
        case .action(let number):
            let action = build.actions[number]
            let tools = action.steps.map { build.steps[$0].tool.rawValue }
            let distinct = tools.enumerated().filter { tools.firstIndex(of: $0.element) == $0.offset }.map(\.element)
            return distinct.joined(separator: ", ") + " \(action.package) (\(action.name))"
                + (segment.waitedForPlace ? ", waited for a place (-p)" : "")
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.build-path/1")
            json.member("durationNanoseconds", total)
            json.member("actionsNanoseconds", running)
            TimeShares.write(shares, to: &json)
            let begin = path.segments.first?.start ?? 0
            json.member("segments", array: path.segments) { json, segment in
                json.onOneLine {
                    $0.object { json in
                        json.member("atNanoseconds", segment.start &- begin)
                        json.member("durationNanoseconds", segment.duration)
                        if case .action(let number) = segment.part {
                            json.member("action", String(build.actions[number].name))
                            json.member("tool", build.actions[number].tool.rawValue)
                            json.member("package", build.actions[number].package)
                            json.member("waitedForPlace", segment.waitedForPlace)
                        } else {
                            json.member("what", what(segment))
                        }
                    }
                }
            }
        }
    }
}
