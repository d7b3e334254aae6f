import Evidence
import Wire

/// Reads the counted stacks of `goroutine?debug=1` (`printCountProfile` in runtime/pprof/pprof.go): a count and
/// addresses, labels, and a line `#⇥0x…⇥function+0x…⇥file:line` for each frame.
struct TextDumpGroups {
    /// Most goroutines that are made out of counts: a short file could claim any number.
    static let limit = 2_000_000

    var builder: TextDumpBuilder
    private(set) var sections: [TextDumpSection] = []
    private let bytes: Bytes
    private var section = TextDumpSection(kind: .groups)
    private var isLeakProfile = false
    private var count: UInt64?
    private var frames: [FrameID] = []
    private var labels: LabelSetID = 0

    init(_ builder: TextDumpBuilder) {
        self.builder = builder
        bytes = builder.bytes
    }

    /// True when a line is the first of such a profile.
    static func isTitle(_ bytes: Bytes, _ line: TextRange) -> Bool {
        titles.contains { bytes.hasPrefix($0, in: line) }
    }

    static let titles = ["goroutine profile: total ", "goroutineleak profile: total "].map { Array($0.utf8) }

    mutating func read(_ lines: inout TextDumpLines) {
        var isStarted = false
        while let line = lines.next() {
            if line.isForeign { continue }
            if Self.isTitle(bytes, line.range) {
                finishGroup()
                if isStarted { sections.append(section) }
                section = TextDumpSection(kind: .groups)
                isLeakProfile = bytes.hasPrefix(Self.titles[1], in: line.range)
                isStarted = true
            } else if isStarted {
                read(line.range)
                if !line.isComplete { section.isCut = true }
            }
        }
        finishGroup()
        if isStarted { sections.append(section) }
    }

    private mutating func read(_ line: TextRange) {
        if line.isEmpty { return finishGroup() }
        if bytes[line.start] != UInt8(ascii: "#") {
            finishGroup()
            var at = line.start
            if let number = bytes.decimal(at: &at, before: line.end),
                bytes.hasPrefix(Self.separator, in: TextRange(start: at, end: line.end))
            {
                count = number
            } else {
                section.linesNotUnderstood += 1
            }
        } else if bytes.hasPrefix(Self.labelsWord, in: line) {
            readLabels(line)
        } else {
            readFrame(line)
        }
    }

    private mutating func readLabels(_ line: TextRange) {
        var range = bytes.trimmed(TextRange(start: line.start + Self.labelsWord.count, end: line.end))
        guard range.count >= 2, bytes[range.start] == UInt8(ascii: "{"), bytes[range.end - 1] == UInt8(ascii: "}")
        else {
            section.linesNotUnderstood += 1
            return
        }
        range = TextRange(start: range.start + 1, end: range.end - 1)
        if let known = builder.labels(range) { labels = known } else { section.linesNotUnderstood += 1 }
    }

    /// Columns are divided by one or more tabs: `#`, address, function with offset, file and line.
    private mutating func readFrame(_ line: TextRange) {
        var columns: [TextRange] = []
        var at = line.start + 1
        while at < line.end, columns.count < 4 {
            let end = bytes.firstIndex(of: 0x09, in: TextRange(start: at, end: line.end)) ?? line.end
            if end > at { columns.append(bytes.trimmed(TextRange(start: at, end: end))) }
            at = end + 1
        }
        if columns.count == 1, count != nil {
            section.framesWithoutName += 1
            frames.append(builder.frame(function: bytes.string(columns[0])))
            return
        }
        guard columns.count == 3, count != nil, let plus = bytes.lastIndex(of: UInt8(ascii: "+"), in: columns[1]),
            let frame = builder.frame(
                function: TextRange(start: columns[1].start, end: plus), location: columns[2], isInlined: false)
        else {
            section.linesNotUnderstood += 1
            return
        }
        frames.append(frame)
    }

    private mutating func finishGroup() {
        defer {
            frames.removeAll(keepingCapacity: true)
            labels = 0
            count = nil
        }
        guard let count else { return }
        var goroutine = Goroutine(id: 0)
        let hidden = TextDumpInference.runtimeFrames(frames, builder.stacks)
        goroutine.stack = builder.stack(Array(frames.dropFirst(hidden)), in: &section)
        goroutine.labels = labels
        goroutine.start = frames.last.map { builder.stacks[$0].function } ?? .empty
        if let inferred = TextDumpInference.wait(frames, builder.stacks) {
            goroutine.state = .waiting
            goroutine.kind = inferred.kind
            goroutine.reason = builder.stacks.strings.intern(inferred.reason)
        }
        if isLeakProfile {
            goroutine.state = .leaked
            goroutine.flags.insert(.leaked)
        }
        let room = UInt64(max(0, Self.limit - section.goroutines.count))
        let made = Int(min(count, room))
        section.goroutinesDropped = TextDumpSection.sum(section.goroutinesDropped, count - UInt64(made))
        if goroutine.kind != .none { section.statesInferred += made }
        let first = UInt64(section.goroutines.count)
        for number in 0..<UInt64(made) {
            goroutine.id = first + number + 1
            section.goroutines.append(goroutine)
        }
    }

    private static let separator = Array(" @".utf8)
    private static let labelsWord = Array("# labels:".utf8)
}

/// What a goroutine waits for, told by the innermost frames that `debug=1` shows.
///
/// The profile has no states. A goroutine within these functions of the standard library is parked there almost
/// always: they do nothing else. Channel operations leave no such trace and stay unknown.
enum TextDumpInference {
    static func wait(_ all: [FrameID], _ stacks: StackTable) -> (kind: WaitKind, reason: String)? {
        let hidden = runtimeFrames(all, stacks)
        for frame in all.prefix(hidden) {
            if let known = byRuntime[stacks.functionName(frame)] { return (known.0, known.1) }
        }
        let frames = all.dropFirst(hidden)
        guard let top = frames.first else { return nil }
        let name = stacks.functionName(top)
        if let known = byTop[name] { return (known.0, known.1) }
        guard semaphores.contains(name) else { return nil }
        for frame in frames.dropFirst().prefix(4) {
            if let known = byCaller[stacks.functionName(frame)] { return (known.0, known.1) }
        }
        return nil
    }

    /// How many frames of the runtime itself stand at the leaf. Profiles in protobuf have them, texts do not.
    static func runtimeFrames(_ frames: [FrameID], _ stacks: StackTable) -> Int {
        let count = frames.prefix { stacks.functionName($0).hasPrefix("runtime.") }.count
        // A goroutine of the runtime has nothing else.
        return count == frames.count ? 0 : count
    }

    private static let byRuntime: [String: (WaitKind, String)] = [
        "runtime.chanrecv": (.channelReceive, "chan receive"), "runtime.chanrecv1": (.channelReceive, "chan receive"),
        "runtime.chanrecv2": (.channelReceive, "chan receive"), "runtime.chansend": (.channelSend, "chan send"),
        "runtime.chansend1": (.channelSend, "chan send"), "runtime.selectgo": (.select, "select"),
        "runtime.block": (.selectNoCases, "select (no cases)"),
    ]

    private static let byTop: [String: (WaitKind, String)] = [
        "internal/poll.runtime_pollWait": (.network, "IO wait"),
        "time.Sleep": (.sleep, "sleep"),
        "sync.runtime_notifyListWait": (.cond, "sync.Cond.Wait"),
        "sync.runtime_SemacquireWaitGroup": (.waitGroup, "sync.WaitGroup.Wait"),
        "sync.runtime_SemacquireRWMutexR": (.readLock, "sync.RWMutex.RLock"),
        "sync.runtime_SemacquireRWMutex": (.writeLock, "sync.RWMutex.Lock"),
    ]

    private static let semaphores: Set<String> = [
        "sync.runtime_SemacquireMutex", "internal/sync.runtime_SemacquireMutex", "sync.runtime_Semacquire",
    ]

    private static let byCaller: [String: (WaitKind, String)] = [
        "sync.(*Mutex).lockSlow": (.mutex, "sync.Mutex.Lock"),
        "internal/sync.(*Mutex).lockSlow": (.mutex, "sync.Mutex.Lock"),
        "sync.(*RWMutex).RLock": (.readLock, "sync.RWMutex.RLock"),
        "sync.(*RWMutex).Lock": (.writeLock, "sync.RWMutex.Lock"),
        "sync.(*WaitGroup).Wait": (.waitGroup, "sync.WaitGroup.Wait"),
    ]
}
