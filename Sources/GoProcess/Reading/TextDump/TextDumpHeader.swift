import Evidence
import Wire

/// The line `goroutine N … [state, …] …:` of a dump, taken apart (`goroutineheader` in runtime/traceback.go,
/// Go 1.5 to 1.27).
struct TextDumpHeader {
    var id: UInt64
    /// `gp=`, printed with GOTRACEBACK=system or crash since Go 1.22; 0 otherwise.
    var address: UInt64 = 0
    /// What stands between the brackets, labels left out.
    var status: TextRange
    /// The labels without their braces; empty when there are none.
    var labels: TextRange
    /// The header line is cut off at the end of the file.
    static let word = Array("goroutine ".utf8)

    /// Nil when the line is no header. `range` begins at the word `goroutine`.
    init?(_ bytes: Bytes, _ range: TextRange) {
        guard bytes.hasPrefix(Self.word, in: range) else { return nil }
        var at = range.start + Self.word.count
        guard let id = bytes.decimal(at: &at, before: range.end) else { return nil }
        self.id = id
        while true {
            guard at + 1 < range.end, bytes[at] == 0x20 else { return nil }
            at += 1
            if bytes[at] == UInt8(ascii: "[") { break }
            // gp=0x… m=N mp=0x… or m=nil
            let word = at
            while at < range.end, bytes[at] != 0x20 { at += 1 }
            guard bytes.firstIndex(of: UInt8(ascii: "="), in: TextRange(start: word, end: at)) != nil else {
                return nil
            }
            if bytes.hasPrefix(Self.gp, in: TextRange(start: word, end: at)) {
                var number = word + Self.gp.count
                address = bytes.hexadecimal(at: &number, before: at) ?? 0
            }
        }
        at += 1
        let open = at
        var isQuoted = false
        labels = TextRange(start: at, end: at)
        while at < range.end {
            let byte = bytes[at]
            if isQuoted {
                if byte == UInt8(ascii: "\\") { at += 1 } else if byte == UInt8(ascii: "\"") { isQuoted = false }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: "]") {
                break
            }
            at += 1
        }
        guard at < range.end, at > open else { return nil }
        status = TextRange(start: open, end: at)
        // Go 1.26 puts the labels inside the brackets, 1.27 behind them.
        if let inside = bytes.firstRange(of: Self.labelsWord, in: status), bytes[at - 1] == UInt8(ascii: "}") {
            labels = TextRange(start: inside + Self.labelsWord.count, end: at - 1)
            status.end = inside
        }
        var rest = TextRange(start: at + 1, end: range.end)
        guard !rest.isEmpty, bytes[rest.end - 1] == UInt8(ascii: ":") else { return nil }
        rest.end -= 1
        guard !rest.isEmpty else { return }
        guard rest.count >= 3, bytes[rest.start] == 0x20, bytes[rest.start + 1] == UInt8(ascii: "{"),
            bytes[rest.end - 1] == UInt8(ascii: "}")
        else { return nil }
        labels = TextRange(start: rest.start + 2, end: rest.end - 1)
    }

    private static let gp = Array("gp=".utf8)
    private static let labelsWord = Array(" labels:{".utf8)
}

/// What the text between the brackets of a header says.
struct TextDumpStatus {
    var state: GoroutineState = .unknown
    /// The wait reason; empty unless waiting or leaked.
    var reason = ""
    var kind: WaitKind = .none
    var flags: GoroutineFlags = []
    /// Whole minutes; -1 when none are printed.
    var minutes: Int64 = -1

    /// `text` is such as `chan receive (leaked) (scan) (durable), 5 minutes, locked to thread, synctest bubble 3`.
    init(_ text: String) {
        var parts = text.split(separator: ",").map { $0.trimmingBlanks }
        var status = parts.isEmpty ? "" : String(parts.removeFirst())
        for part in parts {
            if part == "locked to thread" {
                flags.insert(.lockedToThread)
            } else if part.hasSuffix(" minutes"), let minutes = Int64(part.dropLast(" minutes".count)), minutes >= 0 {
                self.minutes = minutes
            } else if part.hasPrefix("synctest ") {
                // "synctest group N" in Go 1.24, "synctest bubble N" since.
                flags.insert(.inBubble)
            } else {
                // A comma in a reason that is not known yet.
                status += ", " + part
            }
        }
        if status.hasSuffix(" (durable)"), !WaitKind.isKnown(reason: status) { status.removeLast(" (durable)".count) }
        if status.hasSuffix(" (scan)") {
            flags.insert(.scanning)
            status.removeLast(" (scan)".count)
        }
        if status.hasSuffix(" (leaked)") {
            flags.insert(.leaked)
            status.removeLast(" (leaked)".count)
        }
        classify(status)
    }

    private mutating func classify(_ status: String) {
        if flags.contains(.leaked) {
            state = .leaked
        } else if let known = Self.states[status] {
            state = known
            return
        } else {
            state = .waiting
        }
        reason = Self.states[status] == nil ? status : ""
        kind = WaitKind(reason: reason)
    }

    private static let states: [String: GoroutineState] = {
        var result: [String: GoroutineState] = [:]
        for state in GoroutineState.allCases { result[state.text] = state }
        return result
    }()
}

extension WaitKind {
    /// True for the text of a wait reason that the versions known to sonde have.
    static func isKnown(reason: String) -> Bool {
        let kind = WaitKind(reason: reason)
        return kind != .other && kind != .none
    }
}

extension Substring {
    var trimmingBlanks: Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
