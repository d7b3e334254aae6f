import Wire

extension BaselineFile {
    /// Reads what `write` has written; functions and facts may stand in any order.
    /// - Parameter file: for errors.
    /// - Throws: `notRecognised` for another format, `unsupported` for a later version, `malformed` for a line that is no
    ///   fact, with the offset of the line.
    public static func read(_ bytes: Bytes, file: String) throws(InputError) -> BuildFacts {
        guard isBaseline(bytes) else {
            throw InputError(
                .notRecognised, "is no baseline: write one with `sonde build facts PACKAGES -o FILE`", file: file)
        }
        var reader = BaselineReader(bytes, file: file)
        return try reader.read()
    }
}

/// A pass over the lines of a baseline.
struct BaselineReader {
    private let bytes: Bytes
    private let file: String
    private var facts = BuildFacts()
    private var package: String?
    private var function: FunctionFacts?
    private var seen: Set<String> = []
    /// Of the line that is being read: where it begins, and its number from 1.
    private var offset = 0
    private var number = 0

    init(_ bytes: Bytes, file: String) {
        (self.bytes, self.file) = (bytes, file)
    }

    mutating func read() throws(InputError) -> BuildFacts {
        while offset < bytes.count {
            let end = bytes.lineEnd(from: offset)
            number += 1
            var line = (bytes.slice(offset, end - offset) ?? Bytes()).string
            if line.hasSuffix("\r") { line.removeLast() }
            if number == 1 { try check(header: line) } else { try take(line) }
            offset = end + 1
        }
        close()
        facts.sort()
        return facts
    }

    private func check(header: String) throws(InputError) {
        guard header == BaselineFile.header else {
            throw InputError(
                .unsupported,
                "is of another version (\(header.prefix(60))), and this sonde reads \(BaselineFile.header): write it anew "
                    + "with `sonde build facts PACKAGES -o FILE`", file: file, offset: 0)
        }
    }

    private mutating func take(_ line: String) throws(InputError) {
        if line.allSatisfy({ $0 == " " }) || line.hasPrefix("#") { return }
        if line.hasPrefix("  ") { return try take(fact: String(line.dropFirst(2))) }
        let (word, rest) = Self.divided(Self.withoutRemark(line))
        switch word {
        case "toolchain": facts.toolchain = try unescaped(rest)
        case "platform": facts.platform = try unescaped(rest)
        case "package":
            close()
            package = try unescaped(rest)
        case "func":
            close()
            guard let package else { throw wrong("names a function before any package") }
            let name = try unescaped(rest)
            guard !name.isEmpty else { throw wrong("has no name of a function") }
            guard seen.insert("\(package)\u{0}\(name)").inserted else {
                throw wrong("has \(name) of \(package) a second time")
            }
            var open = FunctionFacts(package: package, name: name)
            open.file = try unescaped(Self.remark(line))
            function = open
        case "<<<<<<<", "=======", ">>>>>>>":
            throw wrong("is in a conflict of a merge: write the baseline anew with `sonde build facts`")
        default: throw wrong("is no fact: `\(line.prefix(80))`")
        }
    }

    private mutating func take(fact line: String) throws(InputError) {
        guard var open = function else { throw wrong("has a fact before any function") }
        function = nil
        let (word, rest) = Self.divided(Self.withoutRemark(line))
        switch word {
        case "inlining":
            let (verdict, detail) = Self.divided(rest)
            switch verdict {
            case "possible": open.inlining = .possible(cost: detail.isEmpty ? nil : try count(detail))
            case "refused": open.inlining = .refused(reason: try unescaped(detail))
            default: throw wrong("wants `inlining possible` or `inlining refused`")
            }
        case "inlined": try add(rest, to: &open.inlinedCalls)
        case "escapes": try add(rest, to: &open.escapes)
        case "bounds": open.boundsChecks = try count(rest)
        case "code": try take(code: rest, into: &open)
        case "call":
            var callees = open.callees ?? [:]
            // A second reference would make each line copy all that came before it.
            open.callees = nil
            if rest != "0" { try add(rest, to: &callees) }
            open.callees = callees
        case "hash": try take(hashes: rest, into: &open)
        default: throw wrong("is no fact: `\(line.prefix(80))`")
        }
        function = open
    }

    /// `size=245 frame=48`
    private func take(code text: String, into function: inout FunctionFacts) throws(InputError) {
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw wrong("wants NAME=NUMBER and has `\(part.prefix(40))`") }
            let value = try count(String(pair[1]))
            switch pair[0] {
            case "size": function.size = value
            case "frame": function.frame = value
            case "calls": function.calls = value
            case "dynamic": function.dynamicCalls = value
            case "allocations": function.allocations = value
            default: throw wrong("has an unknown figure `\(pair[0].prefix(40))`")
            }
        }
    }

    /// `opcodes=60f2d8d6e9f0ab41`
    private func take(hashes text: String, into function: inout FunctionFacts) throws(InputError) {
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let value = UInt64(pair[1], radix: 16) else {
                throw wrong("wants NAME=HEXADECIMAL and has `\(part.prefix(40))`")
            }
            switch pair[0] {
            case "opcodes": function.opcodeHash = value
            case "code": function.codeHash = value
            default: throw wrong("has an unknown hash `\(pair[0].prefix(40))`")
            }
        }
    }

    /// `2 strings.Index`
    private func add(_ text: String, to counts: inout [String: Int]) throws(InputError) {
        let (number, name) = Self.divided(text)
        guard !name.isEmpty else { throw wrong("wants a count and a name") }
        let text = try unescaped(name)
        guard counts.updateValue(try count(number), forKey: text) == nil else {
            throw wrong("has `\(text.prefix(80))` a second time")
        }
    }

    private func count(_ text: String) throws(InputError) -> Int {
        // Sums of what is read must not overflow.
        guard let value = Int(text), value >= 0, value <= Int(Int32.max) else {
            throw wrong("wants a number from 0 to \(Int32.max) and has `\(text.prefix(40))`")
        }
        return value
    }

    private mutating func close() {
        if var function {
            if function.opcodeHash != nil, function.callees == nil { function.callees = [:] }
            facts.functions.append(function)
        }
        function = nil
    }

    // MARK: - Texts

    /// The first word, and what stands behind the space after it.
    private static func divided(_ text: String) -> (String, String) {
        guard let space = text.firstIndex(of: " ") else { return (text, "") }
        return (String(text[..<space]), String(text[text.index(after: space)...]))
    }

    /// A `#` in a fact is escaped, so that the first one begins the remark.
    private static func withoutRemark(_ line: String) -> String {
        guard let mark = line.firstIndex(of: "#") else { return line }
        var text = line[..<mark]
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func remark(_ line: String) -> String {
        guard let mark = line.firstIndex(of: "#") else { return "" }
        return String(line[line.index(after: mark)...].drop { $0 == " " })
    }

    private func unescaped(_ text: String) throws(InputError) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "\\") else {
                result.append(bytes[at])
                at += 1
                continue
            }
            if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\") {
                result.append(bytes[at])
                at += 2
            } else if at + 3 < bytes.count, bytes[at + 1] == UInt8(ascii: "x"),
                let value = UInt8(String(decoding: bytes[(at + 2)...(at + 3)], as: UTF8.self), radix: 16)
            {
                result.append(value)
                at += 4
            } else {
                throw wrong("has a `\\` that begins neither `\\\\` nor `\\x23`")
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func wrong(_ message: String) -> InputError {
        InputError(.malformed, "line \(number) \(message)", file: file, offset: UInt64(clamping: offset))
    }
}
