/// Breaking of styled text into lines of a width.
struct LineWrapper {
    /// A stretch without spaces inside, of one style.
    private struct Piece {
        var text: String
        var style: TextStyle
    }

    /// What no line ends inside of, as long as it fits.
    private struct Word {
        var pieces: [Piece]
        /// A space goes before it on the same line.
        var isSpaced: Bool
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
    ///
    /// - Parameter breaksHan: lines may also end beside Han characters, as `HanBreak` allows it.
    static func wrap(_ text: StyledText, width: Int, taken: Int = 0, breaksHan: Bool = false) -> [StyledText] {
        var wrapper = LineWrapper(width: width)
        wrapper.used = taken
        let start = taken
        var hasContent = false
        for word in breaksHan ? words(of: text).flatMap(parts) : words(of: text) {
            let columns = word.pieces.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) }
            let gap = hasContent && word.isSpaced ? 1 : 0
            if wrapper.used + gap + columns <= wrapper.width {
                if gap > 0 { wrapper.add(" ", .plain) }
            } else if hasContent || (start > 0 && wrapper.lines.isEmpty && columns <= wrapper.width) {
                wrapper.endLine()
            }
            wrapper.add(word.pieces)
            hasContent = true
        }
        if !wrapper.line.spans.isEmpty || wrapper.lines.isEmpty { wrapper.endLine() }
        return wrapper.lines
    }

    private static func words(of text: StyledText) -> [Word] {
        var words: [Word] = []
        var word: [Piece] = []
        for span in text.spans {
            let parts = span.text.split(separator: " ", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0, !word.isEmpty {
                    words.append(Word(pieces: word, isSpaced: true))
                    word = []
                }
                if !part.isEmpty { word.append(Piece(text: String(part), style: span.style)) }
            }
        }
        if !word.isEmpty { words.append(Word(pieces: word, isSpaced: true)) }
        return words
    }

    /// A word divided where lines may end beside Han characters.
    private static func parts(of word: Word) -> [Word] {
        var parts = [Word(pieces: [], isSpaced: word.isSpaced)]
        var last: Character?
        for piece in word.pieces {
            var start = piece.text.startIndex
            for index in piece.text.indices {
                defer { last = piece.text[index] }
                guard let before = last, HanBreak.isAllowed(between: before, piece.text[index]) else { continue }
                if start < index {
                    let head = String(piece.text[start..<index])
                    parts[parts.count - 1].pieces.append(Piece(text: head, style: piece.style))
                }
                parts.append(Word(pieces: [], isSpaced: false))
                start = index
            }
            parts[parts.count - 1].pieces.append(Piece(text: String(piece.text[start...]), style: piece.style))
        }
        return parts
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
