import Evidence
import Wire

/// What a line says beyond the columns of its event.
extension StraceLoader {
    /// Appends the arguments that are not the path, and what explains the result, as strace printed them.
    func appendDetail(_ event: ActivityEvent, to detail: inout [UInt8]) {
        var text: [UInt8] = []
        if event.origin >= 0 {
            bytes.append(event.origin..<bytes.lineEnd(from: event.origin), to: &text)
        } else if event.origin <= -2, -2 - event.origin < joined.count {
            let parts = joined[-2 - event.origin]
            bytes.append(parts.begin, to: &text)
            bytes.append(parts.end, to: &text)
        }
        guard let first = text.first else { return }
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { return Self.appendMessage(text, to: &detail) }
        guard let open = text.firstIndex(of: UInt8(ascii: "(")) else { return }
        var call = StraceCallText()
        _ = call.parse(text, from: open + 1, to: text.count)
        var names = facts
        var scratchTables = ActivityTables()
        guard let facts = names[names.facts(text[..<open], &scratchTables)] else { return }
        let count = detail.count
        for (index, argument) in call.arguments.enumerated() where !argument.isEmpty {
            append(argument, index, facts, event, text, call.arguments, count, to: &detail)
        }
        guard let result = call.result.map({ StraceResult(text, $0) }), let explanation = result.explanation else {
            return
        }
        if detail.count > count { detail.append(UInt8(ascii: " ")) }
        detail += text[explanation]
    }

    private func append(
        _ argument: Range<Int>, _ index: Int, _ facts: StraceCallFacts.Facts, _ event: ActivityEvent, _ text: [UInt8],
        _ arguments: [Range<Int>], _ start: Int, to detail: inout [UInt8]
    ) {
        var argument = argument
        if event.path != .empty {
            let isPathText = facts.path.map { $0 < arguments.count && StraceText.isString(text, arguments[$0]) }
            if isPathText == true {
                if index == facts.path || index == facts.directory { return }
            } else if index == facts.descriptor, !facts.isAboutAddress,
                let open = text[argument].firstIndex(of: UInt8(ascii: "<"))
            {
                // The path says what the descriptor is.
                argument = argument.lowerBound..<open
            }
        }
        // What cut the call off.
        if let mark = StraceText.find("<unfinished ...>", text, argument) { argument = argument.lowerBound..<mark }
        while !argument.isEmpty, text[argument.upperBound - 1] == UInt8(ascii: " ") {
            argument = argument.lowerBound..<(argument.upperBound - 1)
        }
        if argument.isEmpty { return }
        if detail.count > start { detail += [UInt8(ascii: ","), UInt8(ascii: " ")] }
        detail += text[argument]
    }

    /// `--- SIGCHLD {…} ---` without its marks.
    private static func appendMessage(_ text: [UInt8], to detail: inout [UInt8]) {
        var end = text.count
        while end > 0, text[end - 1] == text[0] || text[end - 1] == UInt8(ascii: " ") || text[end - 1] == 13 {
            end -= 1
        }
        if end > 4 { detail += text[4..<end] }
    }
}
