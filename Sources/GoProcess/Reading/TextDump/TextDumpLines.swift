import Wire

/// The lines of a dump, without line ends and without what a log collector put in front of them.
struct TextDumpLines {
    struct Line {
        var range: TextRange
        /// The line lacks the prefix that the dump's lines have: it is someone else's.
        var isForeign = false
        /// The line ends with a line feed, and not with the file.
        var isComplete = true
    }

    let bytes: Bytes
    let prefix: TextDumpPrefix?
    private(set) var offset = 0

    init(_ bytes: Bytes, prefix: TextDumpPrefix?) {
        self.bytes = bytes
        self.prefix = prefix
    }

    mutating func next() -> Line? {
        guard offset < bytes.count else { return nil }
        let newline = lineEnd(from: offset)
        var line = Line(range: TextRange(start: offset, end: newline), isComplete: newline < bytes.count)
        offset = newline + 1
        while line.range.end > line.range.start, bytes[line.range.end - 1] == 0x0d { line.range.end -= 1 }
        guard let prefix else { return line }
        if let start = prefix.matchEnd(bytes, line.range) {
            line.range.start = start
        } else {
            line.isForeign = true
        }
        return line
    }

    /// Offset of the next line feed, or of the end; eight bytes at a time.
    private func lineEnd(from start: Int) -> Int {
        var at = start
        while let word = bytes.load(at, as: UInt64.self) {
            let marked = word ^ 0x0a0a_0a0a_0a0a_0a0a
            let found = (marked &- 0x0101_0101_0101_0101) & ~marked & 0x8080_8080_8080_8080
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count, bytes[at] != 0x0a { at += 1 }
        return at
    }
}

/// What a log collector puts in front of each line, as a shape: digits may differ, everything else is constant.
///
/// Fits the time stamps of docker and Kubernetes, the `service | ` of docker compose and the columns of journald.
struct TextDumpPrefix: Hashable {
    private enum Part: Hashable {
        case digits
        case literal(UInt8)
    }

    private let parts: [Part]
    /// Number of parts up to the trailing blanks, which collectors cut off in front of an empty line.
    private let necessary: Int

    init?(_ bytes: Bytes, _ range: TextRange) {
        guard !range.isEmpty, range.count <= 256 else { return nil }
        var parts: [Part] = []
        for at in range.start..<range.end {
            if isDigit(bytes[at]) {
                if parts.last != .digits { parts.append(.digits) }
            } else {
                parts.append(.literal(bytes[at]))
            }
        }
        self.parts = parts
        necessary = (parts.lastIndex { $0 != .literal(0x20) && $0 != .literal(0x09) } ?? -1) + 1
    }

    /// Where the line's own text begins, or nil when the line does not have the prefix.
    func matchEnd(_ bytes: Bytes, _ range: TextRange) -> Int? {
        var at = range.start
        for (index, part) in parts.enumerated() {
            guard at < range.end else { return index >= necessary ? at : nil }
            switch part {
            case .literal(let byte):
                guard bytes[at] == byte else { return nil }
                at += 1
            case .digits:
                guard isDigit(bytes[at]) else { return nil }
                while at < range.end, isDigit(bytes[at]) { at += 1 }
            }
        }
        return at
    }

    /// The prefix of the first dump in a text; nil when its lines begin at the start of lines.
    ///
    /// A header behind other text counts as prefixed only when a line soon after has a prefix of the same shape: a log
    /// call often puts `debug.Stack()` behind a message.
    static func detect(_ bytes: Bytes) -> TextDumpPrefix? {
        var from = 0
        for _ in 0..<1000 {
            guard let hit = TextDump.nextAnchor(bytes, from: from) else { return nil }
            var start = hit
            while start > 0, hit - start <= 256, bytes[start - 1] != 0x0a { start -= 1 }
            if start == hit { return nil }
            if let prefix = TextDumpPrefix(bytes, TextRange(start: start, end: hit)),
                prefix.isRepeated(bytes.suffix(from: start) ?? Bytes())
            {
                return prefix
            }
            from = hit + 1
        }
        return nil
    }

    /// True when one of the lines that follow the first has the prefix, and no header behind it.
    private func isRepeated(_ bytes: Bytes) -> Bool {
        var lines = TextDumpLines(bytes, prefix: nil)
        _ = lines.next()
        for _ in 0..<16 {
            guard let line = lines.next() else { return false }
            guard let text = matchEnd(bytes, line.range), text < line.range.end else { continue }
            return TextDumpHeader(bytes, TextRange(start: text, end: line.range.end)) == nil
        }
        return false
    }
}
