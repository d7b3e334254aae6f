/// Names of the values that arguments of system calls have.
struct LinuxFlags {
    /// Bits of the part that is a number of alternatives; all for an enumeration.
    private let mask: UInt64
    private let alternatives: [(name: String, value: UInt64)]
    private let flags: [(name: String, value: UInt64)]

    /// By name of the group.
    static func groups(isARM64: Bool) -> [String: LinuxFlags] { isARM64 ? arm64 : amd64 }
    private static let amd64 = read(isARM64: false)
    private static let arm64 = read(isARM64: true)

    private static func read(isARM64: Bool) -> [String: LinuxFlags] {
        var groups: [String: LinuxFlags] = [:]
        for line in text.description.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2 else { continue }
            let name = words[0].split(separator: "@")
            // The line for arm64 stands behind the common one.
            guard name.count == 1 || isARM64 else { continue }
            let sides = words[2...].split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            groups[String(name[0])] = LinuxFlags(
                mask: number(words[1]), alternatives: pairs(sides[0]), flags: sides.count > 1 ? pairs(sides[1]) : [])
        }
        return groups
    }

    private static func pairs(_ words: ArraySlice<Substring>) -> [(name: String, value: UInt64)] {
        words.compactMap { word in
            guard let equals = word.lastIndex(of: "=") else { return nil }
            return (String(word[..<equals]), number(word[word.index(after: equals)...]))
        }
    }

    /// As C writes numbers.
    private static func number(_ text: Substring) -> UInt64 {
        if text.hasPrefix("-") { return 0 &- number(text.dropFirst()) }
        if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16) ?? 0 }
        return UInt64(text, radix: text.hasPrefix("0") ? 8 : 10) ?? 0
    }

    /// All names of the group with their values.
    var names: [(name: String, value: UInt64)] { alternatives + flags }

    /// Appends a value by its names, joined by `|`; what has no name is a number.
    func append(_ value: UInt64, to text: inout [UInt8]) {
        let count = text.count
        var rest = value
        // Flags may have a name for none.
        if mask != 0 || value == 0, let hit = alternatives.first(where: { $0.value == value & mask }) {
            text += hit.name.utf8
            rest &= ~mask
        }
        for flag in flags where rest & flag.value == flag.value {
            if text.count > count { text.append(UInt8(ascii: "|")) }
            text += flag.name.utf8
            rest &= ~flag.value
        }
        guard rest != 0 || text.count == count else { return }
        if text.count > count { text.append(UInt8(ascii: "|")) }
        if rest == 0 { return text.append(UInt8(ascii: "0")) }
        text += "0x".utf8
        text += String(rest, radix: 16).utf8
    }
}

/// Values of the names that texts of strace have for flags; those of amd64 where architectures differ.
enum LinuxConstants {
    private static let values: [String: UInt64] = {
        var values: [String: UInt64] = [:]
        for group in LinuxFlags.groups(isARM64: false).values {
            for (name, value) in group.names { values[name] = value }
        }
        return values
    }()

    static func value(_ name: String) -> UInt64? { values[name] }
}
