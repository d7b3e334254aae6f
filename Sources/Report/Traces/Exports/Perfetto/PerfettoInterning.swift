import Evidence
import GoTrace
import Wire

/// Texts, frames and stacks that packets name by numbers, each written once, before it is first used.
struct PerfettoInterning {
    /// Entries that are to be written before the next event: the contents of an `InternedData`.
    var pending = ProtobufBuffer()
    private var eventNames = Namespace()
    private var factTexts = Namespace()
    private var factNames: UInt64 = 0
    private var functions = Namespace()
    private var paths = Namespace()
    private var stacks = NumberMap()
    private var stackLines = NumberMap()
    private var frames = NumberMap()
    /// Names of runs, by the slot of the goroutine.
    private var runs: [Run] = []

    /// Numbers that were given out, from 1; 0 for those that were not.
    private struct NumberMap {
        private var numbers: [UInt32] = []

        subscript(_ index: Int) -> UInt32 {
            get { index < numbers.count ? numbers[index] : 0 }
            set {
                if index >= numbers.count {
                    numbers.append(
                        contentsOf: repeatElement(0, count: max(index + 1, numbers.count * 2) - numbers.count))
                }
                numbers[index] = newValue
            }
        }
    }

    private struct Namespace {
        var last: UInt64 = 0
        var texts = NumberMap()
        var words = NumberMap()
        var waits = NumberMap()
    }

    private struct Run {
        var goroutine: Int64 = -1
        var root = StringID.empty
        var number: UInt64 = 0
    }

    // MARK: Names of events

    mutating func number(_ name: TimelineName, _ tables: TraceTables) -> UInt64 {
        switch name {
        case .text(let text): return Self.number(text, Field.eventName, &eventNames, &pending, tables)
        case .word(let word): return Self.number(word, Field.eventName, &eventNames, &pending)
        case .wait(let kind):
            let known = eventNames.waits[Int(kind.number)]
            if known != 0 { return UInt64(known) }
            eventNames.last += 1
            eventNames.waits[Int(kind.number)] = UInt32(truncatingIfNeeded: eventNames.last)
            Self.entry(Field.eventName, eventNames.last, "waiting (\(kind.rawValue))".utf8, &pending)
            return eventNames.last
        case .run(let root, let goroutine, let slot): return run(root, goroutine, slot, tables)
        }
    }

    private mutating func run(_ root: StringID, _ goroutine: Int64, _ slot: Int32, _ tables: TraceTables) -> UInt64 {
        let slot = Int(max(slot, 0))
        while runs.count <= slot { runs.append(Run()) }
        if runs[slot].number != 0, runs[slot].goroutine == goroutine, runs[slot].root == root {
            return runs[slot].number
        }
        eventNames.last += 1
        runs[slot] = Run(goroutine: goroutine, root: root, number: eventNames.last)
        let name = TimelineNames.run(root: root, goroutine: goroutine, tables)
        Self.entry(Field.eventName, eventNames.last, name, &pending)
        return eventNames.last
    }

    // MARK: Facts

    mutating func number(_ key: TimelineFact.Key) -> UInt64 {
        let number = UInt64(key.rawValue) + 1
        if factNames & 1 << UInt64(key.rawValue) == 0 {
            factNames |= 1 << UInt64(key.rawValue)
            Self.entry(Field.annotationName, number, key.text.utf8, &pending)
        }
        return number
    }

    mutating func factText(_ text: StringID, _ tables: TraceTables) -> UInt64 {
        Self.number(text, Field.annotationText, &factTexts, &pending, tables)
    }

    mutating func factText(_ word: TimelineWord) -> UInt64 {
        Self.number(word, Field.annotationText, &factTexts, &pending)
    }

    /// The innermost frames of a stack as a text.
    mutating func factText(stack: UInt32, _ tables: TraceTables) -> UInt64 {
        let known = stackLines[Int(stack)]
        if known != 0 { return UInt64(known) }
        factTexts.last += 1
        stackLines[Int(stack)] = UInt32(truncatingIfNeeded: factTexts.last)
        Self.entry(Field.annotationText, factTexts.last, StackLine.bytes(stack, tables), &pending)
        return factTexts.last
    }

    // MARK: Stacks

    /// The number of a whole stack, or 0 for one without frames.
    mutating func stack(_ stack: UInt32, _ tables: TraceTables) -> UInt64 {
        let list = tables.stacks[stack]
        if list.isEmpty { return 0 }
        if stacks[Int(stack)] != 0 { return UInt64(stack) }
        for frame in list { intern(frame: Int(frame), tables) }
        stacks[Int(stack)] = 1
        let entry = pending.begin(Field.stack)
        pending.varint(Field.number, UInt64(stack))
        // Outermost first.
        for frame in list.reversed() { pending.varint(Field.stackFrame, UInt64(frame) + 1) }
        pending.end(entry)
        return UInt64(stack)
    }

    private mutating func intern(frame index: Int, _ tables: TraceTables) {
        if frames[index] != 0 { return }
        frames[index] = 1
        let frame = tables.stacks.frames[index]
        let function = Self.number(frame.function, Field.functionName, &functions, &pending, tables)
        let path = Self.number(frame.file, Field.sourcePath, &paths, &pending, tables)
        let entry = pending.begin(Field.frame)
        pending.varint(Field.number, UInt64(index) + 1)
        pending.varint(Field.frameFunction, function)
        pending.varint(Field.framePath, path)
        pending.varint(Field.frameLine, UInt64(UInt32(clamping: frame.line)))
        pending.end(entry)
    }

    // MARK: Entries

    private typealias Field = PerfettoField.Interned

    private static func number(
        _ text: StringID, _ field: UInt32, _ space: inout Namespace, _ pending: inout ProtobufBuffer,
        _ tables: TraceTables
    ) -> UInt64 {
        let known = space.texts[Int(text.rawValue)]
        if known != 0 { return UInt64(known) }
        space.last += 1
        space.texts[Int(text.rawValue)] = UInt32(truncatingIfNeeded: space.last)
        entry(field, space.last, tables.strings.bytes(text), &pending)
        return space.last
    }

    private static func number(
        _ word: TimelineWord, _ field: UInt32, _ space: inout Namespace, _ pending: inout ProtobufBuffer
    ) -> UInt64 {
        let known = space.words[Int(word.rawValue)]
        if known != 0 { return UInt64(known) }
        space.last += 1
        space.words[Int(word.rawValue)] = UInt32(truncatingIfNeeded: space.last)
        entry(field, space.last, word.text.utf8, &pending)
        return space.last
    }

    private static func entry(
        _ field: UInt32, _ number: UInt64, _ text: some Collection<UInt8>, _ pending: inout ProtobufBuffer
    ) {
        let entry = pending.begin(field)
        pending.varint(Field.number, number)
        pending.string(Field.text, utf8: Array(text)[...])
        pending.end(entry)
    }
}
