import Evidence

/// Looks for a text in what all sources have of an event: path, operation, result, name of the process, detail. Case
/// does not matter. Texts of the tables are looked at once.
struct HeldSearch {
    /// In lower case.
    private let text: [UInt8]
    private var strings = AnswerTable()
    private var detail: [UInt8] = []
    private var folded: [UInt8] = []

    init(_ text: String) {
        var folded: [UInt8] = []
        CaseFolding.fold(Array(text.utf8), into: &folded)
        self.text = folded
    }

    mutating func holds(_ event: ActivityEvent, _ source: HeldActivity) -> Bool {
        if string(event.path, source) || string(event.operation, source) || string(event.result, source) { return true }
        if event.process >= 0, string(source.tables.processes[Int(event.process)].name, source) { return true }
        detail.removeAll(keepingCapacity: true)
        source.appendDetail(of: event, to: &detail)
        return contains(detail)
    }

    private mutating func string(_ id: StringID, _ source: HeldActivity) -> Bool {
        let number = Int(id.rawValue)
        if let known = strings[number] { return known }
        let answer = contains(Array(source.tables.strings.bytes(id)))
        strings[number] = answer
        return answer
    }

    private mutating func contains(_ other: [UInt8]) -> Bool {
        guard let first = text.first, other.count >= text.count else { return text.isEmpty }
        CaseFolding.fold(other, into: &folded)
        // Folding may change how long a text is.
        guard folded.count >= text.count else { return false }
        for start in 0...folded.count - text.count where folded[start] == first {
            var length = 1
            while length < text.count, folded[start + length] == text[length] { length += 1 }
            if length == text.count { return true }
        }
        return false
    }
}
