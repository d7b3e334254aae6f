import Wire

/// Reads threadz, the stacks of all threads: `--- threadz 1 ---`, then for each thread
/// `--- Thread 7f94ab1c3700 (name: main/14748) stack: ---` and its addresses, then the memory map.
enum LegacyThreadReader {
    private static let errors = LegacyErrors(format: .thread)

    static func read(_ bytes: Bytes) throws -> LegacyResult {
        var lines = LegacyLines(bytes)
        lines.skipComments()
        var line = lines.current
        if isTitle(line) {
            var isFound = false
            while !isFound, lines.next() {
                line = lines.current
                isFound = line.announcesMemoryMap || line.starts(with: [UInt8(ascii: "-")])
            }
            guard isFound else { return .refused(errors.end(lines, "neither threads nor a memory map follow")) }
        } else if !isThread(line) {
            return .other
        }
        var draft = LegacyDraft(sampleTypes: [("thread", "count")], periodType: ("thread", "count"), period: 1)
        while !line.announcesMemoryMap {
            if line.starts(with: Array("---- no stack trace for".utf8)) { break }
            guard isThread(line) else { return .refused(errors.line(lines, "is no title of a thread's stack")) }
            let addresses: [UInt64]
            (addresses, line) = try stack(&lines)
            guard !lines.isAtEnd || line.announcesMemoryMap else {
                return .refused(errors.end(lines, "the memory map is missing"))
            }
            if addresses.isEmpty {
                // The same stack as that of the thread before.
                if let last = draft.builder.profile.samples.values.indices.last {
                    draft.builder.profile.samples.values[last] &+= 1
                }
                continue
            }
            // The leaf is no return address.
            let frames = addresses.prefix(1) + addresses.dropFirst().map { $0 &- 1 }
            draft.append(addresses: frames, values: [1], mayDoubleLeaf: true)
        }
        return .profile(try draft.finish(&lines, .thread))
    }

    /// Reads the addresses up to the next title; none for “same as previous thread”.
    /// - Returns: also the title, or the last line when none follows.
    private static func stack(_ lines: inout LegacyLines) throws(InputError) -> ([UInt64], Bytes) {
        var addresses: [UInt64] = []
        var isSame = false
        var line = Bytes()
        while lines.next() {
            line = lines.current.trimmed
            if line.isEmpty { continue }
            if line.starts(with: Array("---".utf8)) { break }
            if line.firstRange(of: sameAsBefore) != nil {
                isSame = true
                continue
            }
            guard let numbers = line.hexadecimalNumbers() else {
                throw errors.line(lines, "has an address of more than 64 bits")
            }
            addresses += numbers
        }
        return (isSame ? [] : addresses, line)
    }

    private static let sameAsBefore = Array("same as previous thread".utf8)
    private static let title = Array("--- threadz ".utf8)
    private static let threadTitle = Array("--- Thread ".utf8)
    private static let threadEnd = Array(") stack: ---".utf8)

    private static func isTitle(_ line: Bytes) -> Bool {
        var from = 0
        while let hit = line.firstRange(of: title, from: from) {
            var cursor = LegacyCursor(line, at: hit + title.count)
            if cursor.digits() != nil, cursor.text(" ---") { return true }
            from = hit + 1
        }
        return false
    }

    private static func isThread(_ line: Bytes) -> Bool {
        var from = 0
        while let hit = line.firstRange(of: threadTitle, from: from) {
            var cursor = LegacyCursor(line, at: hit + threadTitle.count)
            if cursor.hexadecimalDigits() != nil, cursor.text(" (name: ") { return hasEnd(line, from: cursor.at) }
            from = hit + 1
        }
        return false
    }

    /// True when `/1234) stack: ---` follows.
    private static func hasEnd(_ line: Bytes, from start: Int) -> Bool {
        var from = start
        while let hit = line.firstRange(of: threadEnd, from: from) {
            var at = hit
            while at > start, Bytes.isDigit(line[at - 1]) { at -= 1 }
            if at < hit, at > start, line[at - 1] == UInt8(ascii: "/") { return true }
            from = hit + 1
        }
        return false
    }
}
