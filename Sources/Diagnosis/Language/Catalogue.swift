/// The texts of one language: for each English template the one to say instead.
///
/// A catalogue is written as text: a line in English, and below it the same in the language. Places are `%1`, `%2`, …,
/// and may stand in any order. Lines that begin with `# ` are remarks; `␣` is a blank at the end of a line.
struct Catalogue: Sendable {
    /// A template taken apart: texts between places, and which argument stands in each place.
    struct Template: Sendable {
        /// One more than there are places.
        var texts: [String]
        var places: [Int]

        /// `%1` to `%99` are places.
        init(_ text: String) {
            texts = [""]
            places = []
            var rest = Substring(text)
            while let character = rest.popFirst() {
                let digits = character == "%" ? rest.prefix { ("0"..."9").contains($0) }.prefix(2) : ""
                if let number = Int(digits), number > 0 {
                    rest = rest.dropFirst(digits.count)
                    places.append(number - 1)
                    texts.append("")
                } else {
                    texts[texts.count - 1].append(character)
                }
            }
        }
    }

    let templates: [String: Template]
    /// What texts of other modules are recognised by, those with the longest texts first.
    private let brought: [(english: Template, text: Template)]

    /// - Parameters:
    ///   - nouns: a noun, or `singular|plural`, to its number with it: `goroutine` to `%1 个 goroutine`.
    ///   - brought: texts that come as strings from modules that know of no language.
    init(topics: [String], nouns: [String], brought: String) {
        var templates: [String: Template] = [:]
        for entry in topics.flatMap(Self.entries) { templates[entry.english] = Template(entry.text) }
        for entry in nouns.flatMap(Self.entries) {
            for form in Self.forms(of: entry.english) { templates["%1 " + form] = Template(entry.text) }
        }
        let strings = Self.entries(brought)
        for entry in strings { templates[entry.english] = Template(entry.text) }
        self.templates = templates
        self.brought = strings.map { (Template($0.english), Template($0.text)) }.filter { !$0.0.places.isEmpty }
            .sorted { $0.0.texts.joined().utf8.count > $1.0.texts.joined().utf8.count }
    }

    /// The pairs of lines of a catalogue's text.
    static func entries(_ text: String) -> [(english: String, text: String)] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("# ") }.map { line in
            line.hasSuffix("␣") ? line.dropLast() + " " : String(line)
        }
        return stride(from: 0, to: lines.count - 1, by: 2).map { (lines[$0], lines[$0 + 1]) }
    }

    /// Singular and plural of an entry of the nouns.
    static func forms(of noun: String) -> [String] {
        let parts = noun.split(separator: "|").map(String.init)
        return parts.count == 2 ? parts : [noun, noun + "s"]
    }

    /// The key of literals that belong together, such as `%1 of %2 waiters are at %3`.
    static func key(_ pieces: ArraySlice<Phrase.Piece>) -> String {
        var key = ""
        var number = 0
        for piece in pieces {
            for (index, text) in piece.texts.enumerated() {
                if index > 0 {
                    number += 1
                    key += "%\(number)"
                }
                key += text
            }
        }
        return key
    }

    func text(of phrase: Phrase) -> String {
        var line = SpacedText()
        write(phrase, to: &line)
        return line.text
    }

    /// A stretch of a phrase that is one entry, or one literal that has none.
    struct Stretch {
        let key: String
        let template: Template?
        let arguments: [Phrase.Argument]
    }

    func stretches(of phrase: Phrase) -> [Stretch] {
        var result: [Stretch] = []
        var start = phrase.pieces.startIndex
        while start < phrase.pieces.endIndex {
            // The longest run of literals that is one entry is the sentence that was broken over lines.
            var end = phrase.pieces.endIndex
            while end > start + 1, templates[Self.key(phrase.pieces[start..<end])] == nil { end -= 1 }
            let pieces = phrase.pieces[start..<end]
            let key = Self.key(pieces)
            result.append(Stretch(key: key, template: templates[key], arguments: pieces.flatMap(\.arguments)))
            start = end
        }
        return result
    }

    private func write(_ phrase: Phrase, to line: inout SpacedText) {
        for stretch in stretches(of: phrase) {
            write(stretch.template ?? Template(stretch.key), stretch.arguments, to: &line)
        }
    }

    private func write(_ template: Template, _ arguments: [Phrase.Argument], to line: inout SpacedText) {
        line.add(template.texts[0])
        for (place, text) in zip(template.places, template.texts.dropFirst()) {
            switch place < arguments.count ? arguments[place] : .text("") {
            case .phrase(let phrase): write(phrase, to: &line)
            case .text(let text): write(text, to: &line)
            }
            line.add(text)
        }
    }

    /// A string: the name of something, or what the catalogue knows. One word is always a name.
    private func write(_ string: String, to line: inout SpacedText) {
        guard string.contains(" ") else { return line.add(string) }
        if let known = templates[string], known.places.isEmpty { return line.add(known.texts[0]) }
        for (english, text) in brought {
            if let values = english.values(in: string) {
                return write(text, values.map { .text($0) }, to: &line)
            }
        }
        line.add(string)
    }
}

extension Catalogue.Template {
    /// What stands in the places of a text that was made of this template, by their numbers; nil for any other text.
    func values(in text: String) -> [String]? {
        guard let first = texts.first, let last = texts.last, text.hasPrefix(first), text.hasSuffix(last),
            text.utf8.count >= texts.reduce(0, { $0 + $1.utf8.count })
        else { return nil }
        var values = [String](repeating: "", count: places.count)
        var rest = text.dropFirst(first.count)
        for (place, next) in zip(places, texts.dropFirst()).dropLast() {
            guard let found = rest.firstRange(of: next), values.indices.contains(place) else { return nil }
            values[place] = String(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        guard let place = places.last, values.indices.contains(place), rest.hasSuffix(last) else { return nil }
        values[place] = String(rest.dropLast(last.count))
        return values
    }
}
