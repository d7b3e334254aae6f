import Evidence
import Wire

/// An action of a build: all steps in one work folder, which make one package or program, or a run of what was made.
public struct GoAction: Sendable {
    /// Work folder, such as `/tmp/go-build123/b010`; the program's path for one that a build cache had.
    public var folder: String
    public var package: String
    /// In `GoBuild.steps`, in the order in which they began.
    public var steps: [Int] = []
    /// From the making of its folder, or its first step, to the last that the go command did with its files.
    public var start: Int64 = .max
    public var end: Int64 = .min
    /// In `GoBuild.actions`: those whose packages it read.
    public var dependencies: Set<Int> = []
    /// What it is about: of the tools that it runs, the last in the order of `GoTool.actionOrder`.
    public var tool = GoTool.pack
    /// Of the Go files that it read; empty when it read none.
    public var sourceFolder = ""

    /// Whether it makes a program.
    public var isLink: Bool { tool == .link }

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
    private var actionOfStep: [Int?] = []
    private var stepOfProcess: [Int32: Int] = [:]
    private var places: [StringID: Place] = [:]
    private var changes: [StringID: Change?] = [:]

    /// What an operation does to a file or folder.
    private enum Change { case makes, removes }

    /// By the words of Linux and of Process Monitor, where opening a folder is the first that is done to it.
    private static let operations: [String: Change] = [
        "mkdir": .makes, "mkdirat": .makes, "CreateFile": .makes,
        "unlink": .removes, "unlinkat": .removes, "SetDispositionInformationFile": .removes,
        "SetDispositionInformationEx": .removes,
    ]

    /// What a path has to do with the build.
    private struct Place {
        /// The action in whose folder it lies; -1 for none.
        var action: Int32 = -1
        var isFolder = false
        var isPackage = false
        var isSource = false
    }

    /// What the go command may leave between two things that it does with the files of an action; nanoseconds.
    private static let pause: Int64 = 100_000_000

    /// - Parameters:
    ///   - tables: of a log that was read to its end.
    ///   - end: of the log.
    public init(_ tables: ActivityTables, end: Int64) {
        steps = tables.processes.indices.compactMap { GoStep(Int32($0), tables, end: end) }
            .sorted { ($0.start, $0.process) < ($1.start, $1.process) }
        actionOfStep = Array(repeating: nil, count: steps.count)
        for (index, step) in steps.enumerated() {
            stepOfProcess[step.process] = index
            if step.tool == .command, command == nil { command = step.process }
            guard !step.action.isEmpty, step.tool != .probe else { continue }
            add(step, index)
        }
        for action in actions.indices where actions[action].tool == .program || actions[action].tool == .vet {
            // What is run or examined was made in the same folder.
            guard let made = actionNumbers[steps[actions[action].steps[0]].action], made != action else { continue }
            actions[action].dependencies.insert(made)
            if actions[action].package.isEmpty { actions[action].package = actions[made].package }
        }
    }

    private mutating func add(_ step: GoStep, _ index: Int) {
        let number: Int
        // Others need not wait for these, unlike for what else happens in the folder.
        let isApart = step.tool == .program || step.tool == .vet
        let key = isApart ? "\(step.action) \(step.tool.rawValue)" : step.action
        if let known = actionNumbers[key] {
            number = known
        } else {
            number = actions.count
            actionNumbers[key] = number
            actions.append(GoAction(folder: step.action, package: step.package))
        }
        actionOfStep[index] = number
        let rank = GoTool.actionOrder[step.tool] ?? -1
        if rank > GoTool.actionOrder[actions[number].tool] ?? 0 || actions[number].package.isEmpty {
            if !step.package.isEmpty { actions[number].package = step.package }
        }
        if rank > GoTool.actionOrder[actions[number].tool] ?? 0 { actions[number].tool = step.tool }
        actions[number].steps.append(index)
        actions[number].start = min(actions[number].start, step.start)
        actions[number].end = max(actions[number].end, step.end)
    }

    /// The step that a process is; nil when it is none.
    public func step(of process: Int32) -> Int? { stepOfProcess[process] }

    /// Looks at an event: a step that opens another action's package depends on that, and what the go command does in
    /// an action's folder belongs to the action.
    public mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        guard event.path != .empty, event.kind != .process, let step = stepOfProcess[event.process] else { return }
        let place = place(event.path, tables)
        if place.isSource, let own = actionOfStep[step], actions[own].sourceFolder.isEmpty {
            setSource(own, tables.strings[event.path], steps[step].goroot)
        }
        guard place.action >= 0 else { return }
        let other = Int(place.action)
        if let own = actionOfStep[step] {
            if place.isPackage, other != own { actions[own].dependencies.insert(other) }
        } else if event.process == command {
            extend(other, event, place, tables)
        }
    }

    // A vet step's arguments do not say which package it is about.
    private mutating func setSource(_ action: Int, _ file: String, _ goroot: String) {
        let file = GoStep.slashes(file)
        let slash = UInt8(ascii: "/")
        let folder = file[..<(file.utf8.lastIndex(of: slash) ?? file.startIndex)]
        actions[action].sourceFolder = String(folder)
        guard actions[action].package.isEmpty else { return }
        let library = (goroot + "/src/").utf8
        let package =
            !goroot.isEmpty && folder.utf8.starts(with: library)
            ? folder.utf8.dropFirst(library.count) : folder.utf8.split(separator: slash).last ?? folder.utf8[...]
        actions[action].package = String(decoding: package, as: UTF8.self)
    }

    // The go command removes the work folder at its end: that belongs to no action.
    private mutating func extend(_ action: Int, _ event: ActivityEvent, _ place: Place, _ tables: ActivityTables) {
        let change = change(event.operation, tables)
        if place.isFolder {
            if change == .makes { actions[action].start = min(actions[action].start, event.time) }
        } else if change != .removes, event.time >= actions[action].end,
            event.time &- actions[action].end < Self.pause
        {
            actions[action].end = event.end
        }
    }

    private mutating func change(_ operation: StringID, _ tables: ActivityTables) -> Change? {
        if let known = changes[operation] { return known }
        let change = Self.operations[tables.strings[operation]]
        changes[operation] = .some(change)
        return change
    }

    private mutating func place(_ path: StringID, _ tables: ActivityTables) -> Place {
        if let known = places[path] { return known }
        var place = Place()
        let text = tables.strings[path]
        if let folder = GoStep.actionFolder(text), let number = actionNumbers[folder] {
            let rest = GoStep.slashes(text).utf8.dropFirst(folder.utf8.count)
            place = Place(
                action: Int32(number), isFolder: rest.isEmpty || rest.elementsEqual("/".utf8),
                isPackage: rest.elementsEqual("/_pkg_.a".utf8))
        } else {
            place.isSource = text.hasSuffix(".go")
        }
        places[path] = place
        return place
    }
}

extension GoTool {
    /// What an action is about when it has several steps: the one with the largest number.
    fileprivate static let actionOrder = Dictionary(
        uniqueKeysWithValues: zip(
            [GoTool.pack, .assemble, .foreign, .cgo, .compile, .vet, .link, .program], 0...))
}
