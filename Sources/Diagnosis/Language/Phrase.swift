/// A text of a report that can be said in several languages: templates with numbered places, and what stands in them.
///
/// A literal makes one. `"the lock \(name) is held"` is the template `the lock %1 is held` with the name as its
/// argument; a phrase inside of a phrase is translated for itself, and a `String` stays as it is. The English template
/// is the key of the translation, so a text is written once, where it is used.
///
/// Two phrases are equal when their English texts are.
public struct Phrase: Sendable, ExpressibleByStringInterpolation {
    /// What stands in a place.
    enum Argument: Sendable {
        /// A name, a number, a path, a command: the same in every language.
        case text(String)
        case phrase(Phrase)
    }

    /// One literal: its texts between the places, and what stands in those.
    struct Piece: Sendable {
        /// One more than there are arguments.
        var texts: [String]
        var arguments: [Argument]
    }

    /// Literals that `+` joined. Those that belong to one sentence are translated together.
    private(set) var pieces: [Piece]

    public init(stringLiteral value: String) {
        pieces = value.isEmpty ? [] : [Piece(texts: [value], arguments: [])]
    }

    public init(stringInterpolation: Interpolation) {
        pieces = [Piece(texts: stringInterpolation.texts, arguments: stringInterpolation.arguments)]
    }

    /// A text that is the same in every language, such as the name of a function.
    ///
    /// A text of the catalogue is said in the report's language all the same: that is for words that stand where a name
    /// would, such as `an unknown place`, and for those that modules further in bring along.
    public init(_ verbatim: String) {
        pieces = verbatim.isEmpty ? [] : [Piece(texts: ["", ""], arguments: [.text(verbatim)])]
    }

    /// A word out of a closed list, such as the kind of a subject.
    public init(word: String) { self.init(stringLiteral: word) }

    /// A number with its noun as `Wording.count` makes it.
    public init(_ number: String, noun: String) {
        pieces = [Piece(texts: ["", " " + noun], arguments: [.text(number)])]
    }

    init(pieces: [Piece]) { self.pieces = pieces }

    public var isEmpty: Bool { english.isEmpty }

    /// The text in the language in which it is written.
    public var english: String {
        var result = ""
        for piece in pieces {
            result += piece.texts[0]
            for (argument, text) in zip(piece.arguments, piece.texts.dropFirst()) {
                switch argument {
                case .text(let text): result += text
                case .phrase(let phrase): result += phrase.english
                }
                result += text
            }
        }
        return result
    }

    /// The text in a language; what the language's catalogue does not have is in English.
    public func text(_ language: Language) -> String { language.catalogue.map { $0.text(of: self) } ?? english }

    public static func + (a: Phrase, b: Phrase) -> Phrase { Phrase(pieces: a.pieces + b.pieces) }
    public static func += (a: inout Phrase, b: Phrase) { a.pieces += b.pieces }
}

extension Phrase {
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate(set) var texts = [""]
        fileprivate(set) var arguments: [Argument] = []

        public init(literalCapacity: Int, interpolationCount: Int) { arguments.reserveCapacity(interpolationCount) }

        public mutating func appendLiteral(_ literal: String) { texts[texts.count - 1] += literal }

        /// Literals inside of places come here, too: of the other one they would be no phrases.
        public mutating func appendInterpolation(_ phrase: Phrase) { append(.phrase(phrase)) }

        @_disfavoredOverload
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            append(.text(value.description))
        }

        private mutating func append(_ argument: Argument) {
            arguments.append(argument)
            texts.append("")
        }
    }
}

extension Phrase: CustomDebugStringConvertible {
    public var debugDescription: String { english }
}

extension Phrase: Hashable, Comparable {
    public static func == (a: Phrase, b: Phrase) -> Bool { a.english == b.english }
    public static func < (a: Phrase, b: Phrase) -> Bool { a.english < b.english }
    public func hash(into hasher: inout Hasher) { hasher.combine(english) }
}

extension Sequence<Phrase> {
    /// All of them one behind the other.
    public func joined(separator: Phrase = "") -> Phrase {
        var result = Phrase(pieces: [])
        for (index, phrase) in enumerated() {
            if index > 0 { result += separator }
            // As an argument, so that its end and the separator are not taken for one literal.
            result += "\(phrase)"
        }
        return result
    }
}

extension DefaultStringInterpolation {
    /// A phrase inside of a string could no longer be translated: the string has to be a phrase, or `text(_:)` be said.
    @available(*, unavailable, message: "make it a Phrase, or say in which language with text(_:)")
    public mutating func appendInterpolation(_ phrase: Phrase) {}
}
