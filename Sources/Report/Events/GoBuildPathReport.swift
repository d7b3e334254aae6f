import SystemActivity
import Wire

/// The critical path of a build, as text and JSON.
public struct GoBuildPathReport {
    private let path: GoBuildPath
    private let build: GoBuild
    private let name: String

    public init(_ path: GoBuildPath, _ build: GoBuild, name: String) {
        self.path = path
        self.build = build
        self.name = name
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
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(DurationText.format(total)), of which \(Plural.of(actions, "action")) one behind the other took "
                        + DurationText.format(running)))
        writer.blank()
        var table = TextTable([
            .init(title: "AT", isNumber: true), .init(title: "TOOK", isNumber: true), .init(title: "WHAT"),
        ])
        let begin = path.segments.first?.start ?? 0
        for segment in path.segments {
            table.add([
                DurationText.format(segment.start &- begin), DurationText.format(segment.duration), what(segment),
            ])
        }
        table.write(to: &writer)
    }

    private func what(_ segment: GoBuildPath.Segment) -> String {
        switch segment.part {
        case .before: return "the go command, before the first step on the path"
        case .between: return "the go command"
        case .after: return "the go command, after the last step"
        case .action(let number):
            let action = build.actions[number]
            let tools = action.steps.map { build.steps[$0].tool.rawValue }
            let distinct = tools.enumerated().filter { tools.firstIndex(of: $0.element) == $0.offset }.map(\.element)
            return distinct.joined(separator: ", ") + " \(action.package) (\(action.name))"
                + (segment.waitedForPlace ? ", which waited for a free place (-p)" : "")
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.path/1")
            json.member("durationNanoseconds", total)
            json.member("actionsNanoseconds", running)
            let begin = path.segments.first?.start ?? 0
            json.member("segments", array: path.segments) { json, segment in
                json.onOneLine {
                    $0.object { json in
                        json.member("atNanoseconds", segment.start &- begin)
                        json.member("durationNanoseconds", segment.duration)
                        if case .action(let number) = segment.part {
                            json.member("action", String(build.actions[number].name))
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
