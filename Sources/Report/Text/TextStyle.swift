import Diagnosis

/// How a stretch of text is set off. Each style has a word or sign beside it in the reports: hue alone says nothing.
public enum TextStyle: Sendable {
    case plain, strong, faint, critical, warning, info, good

    /// Select Graphic Rendition parameters (ECMA-48, 8.3.117) for a terminal of 16 colours; nil for plain text.
    var parameters: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .critical: "1;31"
        case .warning: "1;33"
        case .info: "1;36"
        case .good: "1;32"
        }
    }
}

/// What the place that text is written to can show.
public struct TextOptions: Sendable {
    /// Columns; at least 20.
    public var width: Int
    public var hasColor: Bool
    /// The language of what is a phrase, and whether lines may end between Han characters.
    public var language: Language

    public init(width: Int = 80, hasColor: Bool = false, language: Language = .english) {
        self.width = max(width, 20)
        self.hasColor = hasColor
        self.language = language
    }
}

/// Text in which stretches are set off.
public struct StyledText: Sendable, ExpressibleByStringInterpolation {
    public struct Span: Sendable {
        public var text: String
        public var style: TextStyle
    }

    public private(set) var spans: [Span] = []

    public init() {}
    public init(stringLiteral value: String) { append(value) }
    public init(_ text: String, _ style: TextStyle = .plain) { append(text, style) }

    public mutating func append(_ text: String, _ style: TextStyle = .plain) {
        if !text.isEmpty { spans.append(Span(text: text, style: style)) }
    }

    public static func + (a: StyledText, b: StyledText) -> StyledText {
        var sum = a
        sum.spans += b.spans
        return sum
    }

    /// The text without its styles.
    var plain: String { spans.map(\.text).joined() }

    /// Columns on one line.
    public var width: Int { spans.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) } }

    /// As much of the text as fits into so many columns with an ellipsis behind it.
    func cut(toColumns columns: Int) -> StyledText {
        var result = StyledText()
        var room = columns - 2
        spans: for span in spans {
            var kept = ""
            for character in span.text {
                let width = DisplayWidth.columns(of: character)
                if width > room {
                    // A word that is cut reads worse than one that is left out.
                    if let space = kept.lastIndex(of: " "), kept[space...].count < 16 { kept = String(kept[..<space]) }
                    result.append(kept, span.style)
                    break spans
                }
                room -= width
                kept.append(character)
            }
            result.append(kept, span.style)
        }
        result.append(" …")
        return result
    }
}
