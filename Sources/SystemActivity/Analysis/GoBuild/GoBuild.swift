import Evidence
import Wire

/// An action of a build: all steps in one work folder, which make one package or program.
public struct GoAction: Sendable {
    /// Work folder, such as `/tmp/go-build123/b010`.
    public var folder: String
    public var package: String
    /// In `GoBuild.steps`, in the order in which they began.
    public var steps: [Int] = []
    public var start: Int64 = .max
    public var end: Int64 = .min
    /// In `GoBuild.actions`: those whose packages it read.
    public var dependencies: Set<Int> = []
    /// Whether it makes a program.
    public var isLink = false

    /// `b010`.
    public var name: Substring { folder.split(separator: "/").last ?? "" }
}

/// The steps of the go command that a log shows, and the actions that they belong to.
public struct GoBuild: Sendable {
    /// In the order in which they began.
    public private(set) var steps: [GoStep] = []
    public private(set) var actions: [GoAction] = []
    /// The go command that the others work for, in `ActivityTables.processes`; nil when there is none.
    public private(set) var command: Int32?
    private var actionNumbers: [String: Int] = [:]
    private var stepOfProcess: [Int32: Int] = [:]

    /// - Parameters:
    ///   - tables: of a log that was read to its end.
    ///   - end: of the log.
    public init(_ tables: ActivityTables, end: Int64) {
        steps = tables.processes.indices.compactMap { GoStep(Int32($0), tables, end: end) }
            .sorted { ($0.start, $0.process) < ($1.start, $1.process) }
        for (index, step) in steps.enumerated() {
            stepOfProcess[step.process] = index
            if step.tool == .command, command == nil { command = step.process }
            guard !step.action.isEmpty, step.tool != .program, step.tool != .probe else { continue }
            add(step, index)
        }
    }

    private mutating func add(_ step: GoStep, _ index: Int) {
        let number: Int
        if let known = actionNumbers[step.action] {
            number = known
        } else {
            number = actions.count
            actionNumbers[step.action] = number
            actions.append(GoAction(folder: step.action, package: step.package))
        }
        if actions[number].package.isEmpty { actions[number].package = step.package }
        actions[number].steps.append(index)
        actions[number].start = min(actions[number].start, step.start)
        actions[number].end = max(actions[number].end, step.end)
        if step.tool == .link { actions[number].isLink = true }
    }

    /// The step that a process is; nil when it is none.
    public func step(of process: Int32) -> Int? { stepOfProcess[process] }

    /// Looks at an event: a step that opens another action's package depends on that.
    public mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        guard let step = stepOfProcess[event.process], !steps[step].action.isEmpty,
            let own = actionNumbers[steps[step].action]
        else { return }
        let path = tables.strings.bytes(event.path)
        guard path.count > 8, path.suffix(8).elementsEqual("/_pkg_.a".utf8),
            let folder = GoStep.actionFolder(tables.strings[event.path]), folder != steps[step].action,
            let other = actionNumbers[folder]
        else { return }
        actions[own].dependencies.insert(other)
    }
}
