/// Breaking of styled text into lines of a width.
struct LineWrapper {
    /// A stretch without spaces inside, of one style.
    private struct Piece {
        var text: String
        var style: TextStyle
    }

    let width: Int
    private var lines: [StyledText] = []
    private var line = StyledText()
    private var used = 0

    private init(width: Int) { self.width = max(width, 8) }

    /// The lines of a text, the first one shorter by `taken` columns.
    ///
    /// Lines end at spaces; a word that is too long for a line is broken behind a slash, dot or comma where there is
    /// one, otherwise anywhere.
    static func wrap(_ text: StyledText, width: Int, taken: Int = 0) -> [StyledText] {
        var wrapper = LineWrapper(width: width)
        wrapper.used = taken
        let start = taken
        var hasContent = false
        for word in words(of: text) {
            let columns = word.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) }
            let gap = hasContent ? 1 : 0
            if wrapper.used + gap + columns <= wrapper.width {
                if gap > 0 { wrapper.add(" ", .plain) }
            } else if hasContent || (start > 0 && wrapper.lines.isEmpty && columns <= wrapper.width) {
                wrapper.endLine()
            }
            wrapper.add(word)
            hasContent = true
        }
        if !wrapper.line.spans.isEmpty || wrapper.lines.isEmpty { wrapper.endLine() }
        return wrapper.lines
    }

    private static func words(of text: StyledText) -> [[Piece]] {
        var words: [[Piece]] = []
        var word: [Piece] = []
        for span in text.spans {
            let parts = span.text.split(separator: " ", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0, !word.isEmpty {
                    words.append(word)
                    word = []
                }
                if !part.isEmpty { word.append(Piece(text: String(part), style: span.style)) }
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private mutating func add(_ word: [Piece]) {
        for piece in word {
            var rest = Substring(piece.text)
            // Counted once: a word may have a million characters.
            var columns = DisplayWidth.columns(of: piece.text)
            while !rest.isEmpty {
                let room = width - used
                if columns <= room {
                    add(String(rest), piece.style)
                    break
                }
                let head = Self.breakable(rest, room: room)
                if head.isEmpty {
                    endLine()
                    continue
                }
                let before = used
                add(String(head), piece.style)
                columns -= used - before
                rest = rest[head.endIndex...]
                endLine()
            }
        }
    }

    /// The longest start of a word that fits, ending where a break reads well if it does so in the last third.
    private static func breakable(_ word: Substring, room: Int) -> Substring {
        var columns = 0
        var hardEnd = word.startIndex
        var softEnd = word.startIndex
        var softColumns = 0
        for index in word.indices {
            columns += DisplayWidth.columns(of: word[index])
            if columns > room { break }
            hardEnd = word.index(after: index)
            if "/.,;&=-_".contains(word[index]) {
                softEnd = hardEnd
                softColumns = columns
            }
        }
        return softColumns * 3 >= room ? word[..<softEnd] : word[..<hardEnd]
    }

    private mutating func add(_ text: String, _ style: TextStyle) {
        line.append(text, style)
        used += DisplayWidth.columns(of: text)
    }

    private mutating func endLine() {
        lines.append(line)
        line = StyledText()
        used = 0
    }
}
