import Evidence
import Wire

/// One dump within a text: the goroutines of one moment.
struct TextDumpSection {
    enum Kind { case goroutines, groups, race }

    var kind: Kind
    var goroutines: [Goroutine] = []
    /// Position of each id in `goroutines`.
    var positions: [UInt64: Int] = [:]
    /// `panic: …`, `fatal error: …` or `SIGQUIT: quit` in front of the goroutines.
    var message = ""
    /// GOTRACEBACK=crash: each thread prints its own goroutine again.
    var repeatsGoroutines = false
    /// The text ends in the middle of it.
    var isCut = false
    var linesNotUnderstood = 0
    var framesElided = 0
    var ancestorStacks = 0
    var threadStacks = 0
    var stacksUnavailable = 0
    var goroutinesDropped = 0
    var statesInferred = 0
    var framesWithoutName = 0

    init(kind: Kind) { self.kind = kind }

    var isEmpty: Bool { goroutines.isEmpty }

    /// A sum of numbers that the text claims, with a limit that leaves room for sums of sums.
    static func sum(_ a: Int, _ b: UInt64) -> Int { min(a + Int(min(b, 1 << 40)), 1 << 40) }
}

/// Turns pieces of text into frames, labels and states, each distinct piece once.
struct TextDumpBuilder {
    let bytes: Bytes
    var stacks = StackTable()
    private(set) var labelSets: [[Label]] = [[]]

    private var functions: TextRangeTable
    private var functionIDs: [StringID] = []
    private var locations: TextRangeTable
    private var locationIDs: [(file: StringID, line: Int32)] = []
    private var frames: [UInt64: FrameID] = [:]
    private var statuses: TextRangeTable
    private var statusFacts: [(status: TextDumpStatus, reason: StringID)] = []
    private var labelTexts: TextRangeTable
    private var labelTextIDs: [LabelSetID?] = []
    private var labelSetIDs: [[Label]: LabelSetID] = [[]: 0]

    init(_ bytes: Bytes) {
        self.bytes = bytes
        functions = TextRangeTable(bytes)
        locations = TextRangeTable(bytes)
        statuses = TextRangeTable(bytes)
        labelTexts = TextRangeTable(bytes)
    }

    /// The frame of a function's name and a `file:line`; nil when the latter is neither.
    mutating func frame(function: TextRange, location: TextRange, isInlined: Bool) -> FrameID? {
        let locationNumber = locations.number(location)
        if locationNumber == locationIDs.count {
            guard let parsed = parse(location: location) else {
                locationIDs.append((.empty, -1))
                return nil
            }
            locationIDs.append((stacks.strings.intern(parsed.file), parsed.line))
        }
        let place = locationIDs[locationNumber]
        guard place.line >= 0 else { return nil }
        let functionNumber = functionNumber(function)
        let key = UInt64(functionNumber) << 33 | UInt64(locationNumber) << 1 | (isInlined ? 1 : 0)
        if let known = frames[key] { return known }
        let id = stacks.intern(
            frame: Frame(
                function: functionIDs[functionNumber], file: place.file, line: place.line, isInlined: isInlined))
        frames[key] = id
        return id
    }

    /// A frame that has no file: C code without symbols, an unknown address.
    mutating func frame(function: String) -> FrameID { stacks.intern(function: function, file: "", line: 0) }

    /// The stack of frames, innermost first. The runtime prints a hundred of them; beyond `StackTable.depthLimit` the
    /// outer ones are left out.
    mutating func stack(_ frames: [FrameID], in section: inout TextDumpSection) -> StackID {
        guard frames.count > StackTable.depthLimit else { return stacks.intern(innermostFirst: frames) }
        let kept = frames.prefix(StackTable.depthLimit - 1)
        section.framesElided = TextDumpSection.sum(section.framesElided, UInt64(frames.count - kept.count))
        return stacks.intern(innermostFirst: kept + [frame(function: TextDump.elidedFunction)])
    }

    private mutating func functionNumber(_ range: TextRange) -> Int {
        let number = functions.number(range)
        if number == functionIDs.count {
            let name = bytes.string(range)
            // The runtime prints its gopanic as the word that programs use (`printFuncName`).
            functionIDs.append(stacks.strings.intern(name == "panic" ? "runtime.gopanic" : name))
        }
        return number
    }

    private func parse(location: TextRange) -> (file: String, line: Int32)? {
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":"), in: location), colon > location.start else {
            return nil
        }
        var at = colon + 1
        guard let line = bytes.decimal(at: &at, before: location.end), at == location.end,
            let number = Int32(exactly: line)
        else { return nil }
        return (bytes.string(TextRange(start: location.start, end: colon)), number)
    }

    mutating func status(_ range: TextRange) -> (status: TextDumpStatus, reason: StringID) {
        let number = statuses.number(range)
        if number == statusFacts.count {
            let status = TextDumpStatus(bytes.string(range))
            statusFacts.append((status, stacks.strings.intern(status.reason)))
        }
        return statusFacts[number]
    }

    /// The set of labels that a text lists; nil when the text is malformed.
    mutating func labels(_ range: TextRange) -> LabelSetID? {
        guard !range.isEmpty else { return 0 }
        let number = labelTexts.number(range)
        if number == labelTextIDs.count {
            labelTextIDs.append(TextDumpLabels.parse(bytes, range).map { intern(labels: $0) })
        }
        return labelTextIDs[number]
    }

    private mutating func intern(labels: [Label]) -> LabelSetID {
        if let known = labelSetIDs[labels] { return known }
        let id = LabelSetID(labelSets.count)
        labelSets.append(labels)
        labelSetIDs[labels] = id
        return id
    }
}

extension TextDumpBuilder {
    /// The goroutine's start function, and whether the runtime started it for itself, from the outer end of its stack.
    mutating func settleStart(_ goroutine: inout Goroutine, frames: [FrameID]) {
        guard let outermost = frames.last, !goroutine.flags.contains(.partialStack) || goroutine.creation != .none
        else {
            return
        }
        guard stacks.functionName(outermost) == "runtime.goexit", frames.count > 1 else {
            goroutine.start = stacks[outermost].function
            return
        }
        // Only a full dump shows the runtime's own frames, and with them the function that the goroutine began in.
        let start = frames[frames.count - 2]
        goroutine.start = stacks[start].function
        let name = stacks.functionName(start)
        guard name.hasPrefix("runtime."), !Self.userStarts.contains(name) else { return }
        let callsBack =
            Self.callbackRunners.contains(name)
            && frames.contains { !stacks.functionName($0).hasPrefix("runtime.") }
        if !callsBack { goroutine.flags.insert(.system) }
    }

    /// Start functions in the runtime whose goroutines are the program's (`isSystemGoroutine`).
    private static let userStarts: Set<String> = ["runtime.main", "runtime.corostart", "runtime.handleAsyncEvent"]
    private static let callbackRunners: Set<String> = [
        "runtime.runfinq", "runtime.runFinalizers", "runtime.runCleanups",
    ]
}
