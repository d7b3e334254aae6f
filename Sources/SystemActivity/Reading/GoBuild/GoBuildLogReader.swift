import Evidence
import Wire

/// What the go command itself writes of a build, as a source of events: `-debug-actiongraph`, `-debug-trace`, `-x`.
///
/// An action of the graph, and a command of `-x`, is a process with the command's arguments, though its id is made up.
public struct GoBuildLogReader: ActivitySource {
    public var tables = ActivityTables()
    public let clock: ActivityClock
    public private(set) var quality = Quality()
    private var events: [ActivityEvent] = []
    /// Of events, by their `origin`.
    private var details: [StringID] = []
    private var position = 0

    private init(step: Int64, hasTimes: Bool) {
        clock = ActivityClock(wallOffset: hasTimes ? 0 : nil, isMonotonic: false, step: step)
    }

    public mutating func read(into batch: inout [ActivityEvent], limit: Int) throws(InputError) {
        batch.removeAll(keepingCapacity: true)
        let end = min(events.count, position + max(limit, 1))
        batch += events[position..<end]
        position = end
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        guard details.indices.contains(event.origin) else { return }
        text += tables.strings.bytes(details[event.origin])
    }

    private mutating func append(_ event: ActivityEvent, detail: String = "") {
        var event = event
        event.origin = details.count
        details.append(tables.strings.intern(detail))
        events.append(event)
    }

    private mutating func command(_ parent: Int32, _ arguments: [String]) -> Int32 {
        var process = ActivityProcess(id: UInt32(tables.processes.count + 1), parentID: parent < 0 ? 0 : 1)
        process.parent = parent
        process.arguments = arguments.map { tables.strings.intern($0) }
        process.image = tables.strings.intern(arguments.first ?? "")
        process.name = tables.strings.intern(PathText.last(arguments.first ?? ""))
        tables.processes.append(process)
        return Int32(tables.processes.count - 1)
    }
}

extension GoBuildLogReader {
    /// The actions of a graph. The time of a single command is not in it: the one that an action is for, such as
    /// `compile`, gets all of it.
    public init(_ actions: [GoBuildAction]) {
        self.init(step: 1, hasTimes: true)
        let byID = Dictionary(actions.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        let go = command(-1, ["go", "build"])
        tables.processes[Int(go)].start = actions.compactMap(\.ready).min() ?? actions.compactMap(\.start).min()
        tables.processes[Int(go)].end = actions.compactMap(\.done).max()
        for action in actions {
            guard let start = action.start, let done = action.done else { continue }
            append(
                ActivityEvent(
                    time: start, duration: max(0, done &- start), process: go,
                    thread: UInt32(clamping: action.id &+ 1),
                    kind: .process, operation: tables.strings.intern(action.mode),
                    path: tables.strings.intern(action.package),
                    result: tables.strings.intern(
                        action.hasFailed ? "failed" : action.commands.isEmpty ? "nothing to run" : "done")),
                detail: action.commands.joined(separator: "; "))
            run(action, start, done, go, needs: action.dependencies.compactMap { byID[$0] }.map { actions[$0] })
        }
        events.sort { $0.time < $1.time }
        quality.count(
            "gobuild.commands.shared", actions.count { $0.commands.count > 1 }, .info,
            "actions of several commands, whose time is all with the main one")
    }

    private mutating func run(
        _ action: GoBuildAction, _ start: Int64, _ done: Int64, _ go: Int32, needs: [GoBuildAction]
    ) {
        let commands = action.commands.compactMap { GoBuildCommandLine($0)?.words }
            .map { Array($0.drop { GoBuildCommandLine.isAssignment($0) }) }
        let main = commands.firstIndex { Self.isMain($0, action) } ?? 0
        for (index, words) in commands.enumerated() {
            let process = command(go, words)
            tables.processes[Int(process)].start = start
            tables.processes[Int(process)].end = index == main ? done : start
            guard index == main else { continue }
            for other in needs where !other.objectFolder.isEmpty {
                append(
                    ActivityEvent(
                        time: start, duration: 0, process: process, thread: UInt32(clamping: action.id &+ 1),
                        kind: .file, operation: tables.strings.intern("needs"),
                        path: tables.strings.intern(other.objectFolder + "_pkg_.a")))
            }
        }
    }

    /// Whether a command is what its action is for.
    private static func isMain(_ words: [String], _ action: GoBuildAction) -> Bool {
        let tool = PathText.last(words.first ?? "")
        return action.mode == "build" ? tool == "compile" : action.mode.hasPrefix(tool)
    }

    /// The spans of a trace.
    public init(_ trace: GoCommandTrace) {
        self.init(step: 250, hasTimes: true)
        let go = command(-1, ["go", "build"])
        for span in trace.spans {
            // `Executing action (build internal/goarch)`
            let parts = span.name.split(separator: " (", maxSplits: 1)
            let subject = parts.count > 1 && span.name.hasSuffix(")") ? String(parts[1].dropLast()) : ""
            append(
                ActivityEvent(
                    time: span.begin, duration: span.end.map { max(0, $0 &- span.begin) } ?? ActivityEvent.unfinished,
                    process: go,
                    thread: UInt32(truncatingIfNeeded: span.track), kind: .other,
                    operation: tables.strings.intern(subject.isEmpty ? span.name : String(parts[0])),
                    path: tables.strings.intern(subject)))
        }
        tables.processes[Int(go)].start = events.map(\.time).min()
        tables.processes[Int(go)].end = events.map(\.end).max()
        events.sort { $0.time < $1.time }
        quality = trace.quality
    }

    /// The commands of `-x`, which have no times: the order of the text is that of their numbers.
    public init(_ steps: GoBuildSteps) {
        self.init(step: 1, hasTimes: false)
        let go = command(-1, ["go", "build", "-x"])
        for step in steps.steps {
            let words = step.words.map { $0.replacing("$WORK", with: steps.work) }
            let process = step.isInternal ? go : command(go, words)
            let output = step.value(of: "-o") ?? step.redirection ?? ""
            append(
                ActivityEvent(
                    time: Int64(step.line), duration: ActivityEvent.untold, process: process, kind: .process,
                    operation: tables.strings.intern(step.tool),
                    path: tables.strings.intern(output.replacing("$WORK", with: steps.work))),
                detail: step.words.joined(separator: " "))
        }
        quality = steps.quality
        quality.count("gobuild.untimed", steps.steps.count, .info, "commands without times, which go build -x has not")
    }
}

extension GoBuildLogReader {
    /// - Returns: nil when it is none of these.
    /// - Throws: what is wrong with one that is.
    public static func open(_ bytes: Bytes) throws(InputError) -> GoBuildLogReader? {
        let first = bytes.slice(0, min(bytes.count, 4096))?.string ?? ""
        let head = first.drop { $0.isWhitespace }
        if head.hasPrefix("[") {
            // A Chrome trace of the go command's has phases, a graph has modes.
            if head.contains("\"ph\"") { return GoBuildLogReader(try GoCommandTrace(bytes)) }
            if head.contains("\"Mode\"") { return GoBuildLogReader(try GoActionGraph.read(bytes)) }
            return nil
        }
        guard first.hasPrefix("WORK=") || first.contains("\nWORK=") else { return nil }
        return GoBuildLogReader(try GoBuildSteps(bytes))
    }
}
