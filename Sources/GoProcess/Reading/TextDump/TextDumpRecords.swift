import Evidence
import Wire

/// Reads the goroutine records of tracebacks (debug=2, SIGQUIT, panics, fatal errors) and of race reports out of a
/// text, line by line, and divides them into dumps.
struct TextDumpRecords {
    private enum Mode {
        /// Between records.
        case outside
        case frames
        /// Behind `created by`.
        case creation
        /// Stacks of goroutines that the record descends from, or of a thread: not kept.
        case skipped
    }

    var builder: TextDumpBuilder
    private(set) var sections: [TextDumpSection] = []
    /// Lines outside of all records.
    private(set) var otherLines = 0

    private let bytes: Bytes
    private let parts: TextDumpFrameLines
    private var mode = Mode.outside
    private var section = TextDumpSection(kind: .goroutines)
    private var current: Goroutine?
    private var frames: [FrameID] = []
    private var pendingFunction: TextRange?
    private var pendingCreation: TextRange?
    /// Other text stood between the last record and here.
    private var hasTextSinceRecord = false
    /// The last record began the line after the one before ended: part of the same dump, most likely.
    private var currentFollowsText = false

    init(_ builder: TextDumpBuilder) {
        self.builder = builder
        bytes = builder.bytes
        parts = TextDumpFrameLines(bytes: bytes)
    }

    mutating func read(_ lines: inout TextDumpLines) {
        while let line = lines.next() {
            if line.isForeign {
                otherLines += 1
            } else if !line.isComplete {
                readLast(line.range)
            } else {
                read(line.range, &lines)
            }
        }
        if let pending = pendingFunction, current != nil, parts.function(pending).isCall { section.isCut = true }
        if pendingCreation != nil { section.isCut = true }
        if current != nil, frames.isEmpty, pendingFunction == nil { section.isCut = true }
        pendingFunction = nil
        finishRecord()
        finishSection()
    }

    /// The last line of a text that ends without a line feed: cut off, unless it makes sense.
    private mutating func readLast(_ line: TextRange) {
        if current != nil, mode != .skipped, parts.isIndented(line) {
            let before = section.linesNotUnderstood
            readIndented(line)
            if section.linesNotUnderstood > before {
                section.linesNotUnderstood = before
                section.isCut = true
            }
        } else if bytes.hasPrefix(Words.exitStatus, in: line) || mode == .creation && pendingCreation == nil {
            finishRecord()
            otherLines += 1
        } else if mode != .outside {
            section.isCut = current != nil
        } else if bytes.hasPrefix(TextDumpHeader.word, in: line) {
            section.isCut = true
        } else {
            otherLines += 1
        }
    }

    private mutating func read(_ line: TextRange, _ lines: inout TextDumpLines) {
        if line.isEmpty {
            finishRecord()
            return
        }
        switch bytes[line.start] {
        case UInt8(ascii: "g"):
            if let header = TextDumpHeader(bytes, line) { return begin(header) }
        case UInt8(ascii: "W"):
            if bytes.hasPrefix(Words.race, in: line) { return readRace(&lines) }
        default:
            break
        }
        if mode == .outside {
            readOutside(line)
        } else if parts.isIndented(line) {
            readIndented(line)
        } else {
            readUnindented(line)
        }
    }

    private mutating func readOutside(_ line: TextRange) {
        if let header = headerBehindText(line) { return begin(header) }
        hasTextSinceRecord = true
        otherLines += 1
        if bytes.hasPrefix(Words.threads, in: line) {
            section.repeatsGoroutines = !section.isEmpty
        } else if bytes.hasPrefix(Words.runtimeStack, in: line) {
            mode = .skipped
        } else if Words.endings.contains(where: { bytes.hasPrefix($0, in: line) }) {
            if !section.isEmpty, !section.repeatsGoroutines { finishSection() }
            if section.message.isEmpty {
                section.message = bytes.string(TextRange(start: line.start, end: min(line.end, line.start + 240)))
            }
        }
    }

    /// A header at the end of a line that a log call began: `recovered: boom goroutine 7 [running]:`.
    private func headerBehindText(_ line: TextRange) -> TextDumpHeader? {
        guard line.count > 2, bytes[line.end - 1] == UInt8(ascii: ":"),
            bytes[line.end - 2] == UInt8(ascii: "]") || bytes[line.end - 2] == UInt8(ascii: "}"),
            let word = bytes.lastRange(of: TextDumpHeader.word, in: line)
        else { return nil }
        return TextDumpHeader(bytes, TextRange(start: word, end: line.end))
    }

    private mutating func readIndented(_ line: TextRange) {
        guard mode != .skipped else { return }
        if mode == .creation, let function = pendingCreation {
            pendingCreation = nil
            if let frame = builder.frame(function: function, location: parts.location(line).place, isInlined: false) {
                current?.creation = frame
            } else {
                section.linesNotUnderstood += 2
            }
            return
        }
        guard let pending = pendingFunction else {
            if bytes.firstRange(of: Words.unavailable, in: line) != nil {
                current?.flags.insert(.partialStack)
                section.stacksUnavailable += 1
            } else {
                section.linesNotUnderstood += 1
            }
            return
        }
        pendingFunction = nil
        let function = parts.function(pending)
        let location = parts.location(line)
        let isInlined = function.hasElidedArguments && !location.hasOffset
        if let frame = builder.frame(function: function.name, location: location.place, isInlined: isInlined) {
            frames.append(frame)
        } else if !function.isCall, bytes.hasPrefix(Words.programCounter, in: bytes.trimmed(line)) {
            frames.append(builder.frame(function: bytes.string(function.name)))
        } else {
            section.linesNotUnderstood += 2
        }
    }

    private mutating func readUnindented(_ line: TextRange) {
        if let header = headerBehindText(line) { return begin(header) }
        if bytes.hasPrefix(Words.originating, in: line) {
            settlePending()
            section.ancestorStacks += 1
            var at = line.start + Words.originating.count
            if let id = bytes.decimal(at: &at, before: line.end), current?.parent == 0 { current?.parent = id }
            mode = .skipped
        } else if mode == .skipped {
            return
        } else if bytes.hasPrefix(Words.createdBy, in: line) {
            settlePending()
            readCreation(line)
        } else if bytes.hasPrefix(Words.dots, in: line), bytes.hasSuffix(Words.elided, in: line) {
            settlePending()
            readElision(line)
        } else if bytes.hasPrefix(Words.foreignFunction, in: line), bytes.firstIndex(of: 0x3d, in: line) != nil {
            settlePending()
            frames.append(builder.frame(function: "non-Go function"))
        } else if mode == .creation {
            // Behind the whole record: `exit status 2`, a log line.
            finishRecord()
            read(outside: line)
        } else {
            settlePending()
            pendingFunction = line
        }
    }

    private mutating func read(outside line: TextRange) {
        if line.isEmpty { return }
        readOutside(line)
    }

    /// `created by main.main in goroutine 1`; before Go 1.21 without the goroutine.
    private mutating func readCreation(_ line: TextRange) {
        var name = TextRange(start: line.start + Words.createdBy.count, end: line.end)
        if let word = bytes.lastRange(of: Words.inGoroutine, in: name) {
            var at = word + Words.inGoroutine.count
            if let id = bytes.decimal(at: &at, before: name.end), at == name.end {
                current?.parent = id
                name.end = word
            }
        }
        pendingCreation = name
        mode = .creation
    }

    /// `...N frames elided...`, and `...additional frames elided...` before Go 1.21.
    private mutating func readElision(_ line: TextRange) {
        var at = line.start + Words.dots.count
        let number = bytes.decimal(at: &at, before: line.end) ?? 1
        section.framesElided = TextDumpSection.sum(section.framesElided, number)
        current?.flags.insert(.partialStack)
        frames.append(builder.frame(function: TextDump.elidedFunction))
    }

    /// Accounts for a function line that no location followed.
    private mutating func settlePending() {
        guard let pending = pendingFunction else { return }
        pendingFunction = nil
        if parts.function(pending).isCall { section.linesNotUnderstood += 1 } else { otherLines += 1 }
    }

    private mutating func begin(_ header: TextDumpHeader) {
        finishRecord()
        currentFollowsText = hasTextSinceRecord
        hasTextSinceRecord = false
        guard header.id != 0 else {
            section.threadStacks += 1
            mode = .skipped
            return
        }
        if section.positions[header.id] != nil, !section.repeatsGoroutines { beginSectionAtRepetition() }
        let facts = builder.status(header.status)
        var goroutine = Goroutine(id: header.id)
        goroutine.address = header.address
        goroutine.state = facts.status.state
        goroutine.reason = facts.reason
        goroutine.kind = facts.status.kind
        goroutine.flags = facts.status.flags
        if header.id == 1 { goroutine.flags.insert(.main) }
        if facts.status.minutes >= 0 {
            // More than a century is no age; the limit keeps sums from overflowing.
            goroutine.waitingNanoseconds = min(facts.status.minutes, 52_560_000) * 60_000_000_000
            goroutine.ageSource = .text
        }
        if let labels = builder.labels(header.labels) {
            goroutine.labels = labels
        } else {
            section.linesNotUnderstood += 1
        }
        current = goroutine
        mode = .frames
    }

    /// A goroutine comes again: another dump has begun, with this record or, when it was a running goroutine, with
    /// the one before (the one that dumps comes first).
    private mutating func beginSectionAtRepetition() {
        var moved: Goroutine?
        if section.goroutines.count > 1, let last = section.goroutines.last, last.state == .running,
            !last.flags.contains(.partialStack)
        {
            section.goroutines.removeLast()
            section.positions[last.id] = nil
            moved = last
        }
        finishSection()
        if let moved { append(moved) }
    }

    private mutating func finishRecord() {
        settlePending()
        if pendingCreation != nil {
            section.linesNotUnderstood += 1
            pendingCreation = nil
        }
        mode = .outside
        guard var goroutine = current else { return }
        current = nil
        // A running goroutine with a stack behind other text: `debug.Stack()` in a log, or the next panic.
        if currentFollowsText, goroutine.state == .running, !frames.isEmpty, !section.isEmpty,
            !section.repeatsGoroutines, section.message.isEmpty || section.goroutines.count > 0
        {
            finishSection()
        }
        goroutine.stack = builder.stack(frames, in: &section)
        builder.settleStart(&goroutine, frames: frames)
        frames.removeAll(keepingCapacity: true)
        append(goroutine)
    }

    private mutating func append(_ goroutine: Goroutine) {
        guard let known = section.positions[goroutine.id] else {
            section.positions[goroutine.id] = section.goroutines.count
            section.goroutines.append(goroutine)
            return
        }
        // GOTRACEBACK=crash prints a running goroutine again from its own thread, then with its stack.
        let before = section.goroutines[known]
        if before.stack == .empty {
            if before.flags.contains(.partialStack) { section.stacksUnavailable -= 1 }
            section.goroutines[known] = goroutine
        }
    }

    private mutating func finishSection() {
        if !section.isEmpty || section.isCut { sections.append(section) }
        section = TextDumpSection(kind: .goroutines)
    }

    private mutating func readRace(_ lines: inout TextDumpLines) {
        finishRecord()
        if !section.isEmpty { finishSection() }
        sections.append(TextDumpRace.read(&lines, builder: &builder))
        hasTextSinceRecord = true
    }

    private enum Words {
        static let exitStatus = Array("exit status ".utf8)
        static let race = Array("WARNING: DATA RACE".utf8)
        static let threads = Array("-----".utf8)
        static let runtimeStack = Array("runtime stack:".utf8)
        static let endings = ["panic: ", "fatal error: ", "SIGQUIT: ", "SIGABRT: ", "SIGSEGV: ", "SIGTRAP: "].map {
            Array($0.utf8)
        }
        static let unavailable = Array("stack unavailable".utf8)
        static let programCounter = Array("pc=0x".utf8)
        static let originating = Array("[originating from goroutine ".utf8)
        static let createdBy = Array("created by ".utf8)
        static let inGoroutine = Array(" in goroutine ".utf8)
        static let dots = Array("...".utf8)
        static let elided = Array("frames elided...".utf8)
        static let foreignFunction = Array("non-Go function at pc".utf8)
    }
}
