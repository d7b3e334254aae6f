import Wire

/// Reads an allow list: a line for each exception, `kind package.function [subject] # reason`.
///
/// Empty lines and lines that begin with `#` say nothing. A subject may hold blanks; `*` stands for any text.
public enum AllowListReader {
    /// - Throws: `malformed` with the line and what is wrong with it: an exception without a reason is none.
    public static func read(_ bytes: Bytes, file: String) throws(InputError) -> AllowList {
        var list = AllowList(file: file)
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes.lineEnd(from: start)
            number += 1
            let line = (bytes.slice(start, end - start) ?? Bytes()).string
            if let entry = try entry(line, number, file) { list.entries.append(entry) }
            start = end + 1
        }
        return list
    }

    private static func entry(_ line: String, _ number: Int, _ file: String) throws(InputError) -> AllowList.Entry? {
        let line = line.drop(while: isBlank)
        guard let first = line.first, first != "#" else { return nil }
        func wrong(_ message: String) -> InputError {
            InputError(.malformed, "line \(number): \(message)", file: file)
        }
        guard let mark = reasonMark(line) else {
            throw wrong("there is no reason: write it behind `#` at the end of the line")
        }
        let reason = trimmed(line[line.index(after: mark)...])
        guard !reason.isEmpty else { throw wrong("there is no reason behind `#`") }
        let parts = line[..<mark].split(maxSplits: 2, whereSeparator: isBlank)
        guard parts.count >= 2 else { throw wrong("there is no function: write `kind package.function # reason`") }
        let kind = String(parts[0])
        guard GateCause.allowableKinds.contains(kind) else {
            throw wrong("`\(kind)` is no kind: it is one of \(GateCause.allowableKinds.joined(separator: ", "))")
        }
        let subject = parts.count > 2 ? trimmed(parts[2]) : ""
        return AllowList.Entry(
            kind: kind, function: String(parts[1]), subject: subject.isEmpty ? nil : subject, reason: reason,
            line: number)
    }

    /// The first `#` behind a blank: names of closures may hold others.
    private static func reasonMark(_ line: Substring) -> Substring.Index? {
        var isAfterBlank = false
        for index in line.indices {
            if line[index] == "#", isAfterBlank { return index }
            isAfterBlank = isBlank(line[index])
        }
        return nil
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r"
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
