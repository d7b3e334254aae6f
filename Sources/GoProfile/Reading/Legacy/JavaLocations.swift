import Evidence
import Wire

/// Reads what a Java profile has at each address: `0x7f2a function (File.java:123)`, `0x7f2b function (/lib/libc.so)`,
/// or a word such as `GC`.
enum JavaLocations {
    /// Names the locations, and takes the addresses away, which mean nothing outside of the process.
    static func read(_ bytes: Bytes, from start: Int, _ draft: inout LegacyDraft) throws(InputError) {
        var index: [UInt64: UInt32] = [:]
        for (location, address) in draft.builder.profile.locations.addresses.enumerated() {
            index[address] = UInt32(location)
        }
        // Functions are told apart by their names alone.
        var functions: [StringID: UInt32] = [:]
        var lines = LegacyLines(bytes, from: start)
        while lines.next() {
            let line = lines.current.trimmed
            var cursor = LegacyCursor(line)
            guard cursor.text("0x"), let digits = cursor.hexadecimalDigits(), !cursor.isAtEnd,
                Bytes.isExpressionSpace(line[cursor.at])
            else { continue }
            guard let address = line.hexadecimal(digits) else {
                throw LegacyErrors(format: .java).line(lines, "has an address of more than 64 bits")
            }
            guard let location = index[address] else { continue }
            let place = JavaPlace(line.slice(cursor.at..<line.count).trimmed)
            let name = draft.builder.profile.strings.intern(bytes: place.function.array)
            let function =
                functions[name]
                ?? draft.builder.function(
                    name: name, file: draft.builder.profile.strings.intern(bytes: place.file.array))
            functions[name] = function
            draft.builder.profile.locations.setLines(
                Int(location), [ProfileLine(function: function, line: place.line)])
            draft.builder.profile.locations.addresses[Int(location)] = 0
        }
        sortFunctions(&draft.builder.profile)
        MappingRules.assign(&draft.builder.profile)
        for location in 0..<draft.builder.profile.locations.count {
            draft.builder.profile.locations.addresses[location] = 0
        }
    }

    /// Numbers functions in the order of the locations, and leaves out those without one.
    private static func sortFunctions(_ profile: inout Profile) {
        var sorted = ProfileFunctions()
        var places: [UInt32: UInt32] = [:]
        for location in 0..<profile.locations.count {
            let lines = profile.locations.lines(location).map { line in
                var line = line
                let place = places[line.function] ?? UInt32(sorted.count)
                if places.updateValue(place, forKey: line.function) == nil {
                    let old = Int(line.function)
                    sorted.append(
                        id: UInt64(place) + 1, name: profile.functions.names[old],
                        systemName: profile.functions.systemNames[old], file: profile.functions.files[old])
                }
                line.function = place
                return line
            }
            profile.locations.setLines(location, lines)
        }
        profile.functions = sorted
    }
}

/// Function, file and line of a location.
private struct JavaPlace {
    var function: Bytes
    var file = Bytes()
    var line: Int64 = 0

    init(_ text: Bytes) {
        function = text
        if text.count > 0, text[text.count - 1] == UInt8(ascii: ")") {
            if let colon = Self.lineNumberStart(text), let open = Self.parenthesis(text, before: colon - 1) {
                function = text.slice(0..<open - 1)
                file = text.slice(open + 1..<colon)
                // Lines that are not known are negative or 0.
                line = max(0, GoNumber.decimal(text.slice(colon + 1..<text.count - 1)) ?? 0)
                return
            }
            if let open = Self.parenthesis(text, before: text.count - 1) {
                function = text.slice(0..<open - 1)
                file = Self.baseName(text.slice(open + 1..<text.count - 1))
                return
            }
        }
        if text.firstRange(of: Array("generated stub/JIT".utf8)) != nil { function = Bytes("STUB") }
    }

    /// Where the colon in front of `12)` or `-1)` at the end is.
    private static func lineNumberStart(_ text: Bytes) -> Int? {
        var at = text.count - 2
        while at >= 0, Bytes.isDigit(text[at]) { at -= 1 }
        guard at >= 0, at < text.count - 2 else { return nil }
        if text[at] == UInt8(ascii: "-") { at -= 1 }
        return at >= 0 && text[at] == UInt8(ascii: ":") ? at : nil
    }

    /// The last opening parenthesis before a place that stands behind white space.
    private static func parenthesis(_ text: Bytes, before end: Int) -> Int? {
        guard end > 1 else { return nil }
        return (1..<end).last {
            text[$0] == UInt8(ascii: "(") && Bytes.isExpressionSpace(text[$0 - 1])
        }
    }

    /// The last element of a path, as Go's `filepath.Base`.
    private static func baseName(_ path: Bytes) -> Bytes {
        var end = path.count
        while end > 0, path[end - 1] == UInt8(ascii: "/") { end -= 1 }
        if end == 0 { return Bytes(path.isEmpty ? "." : "/") }
        let start = (0..<end).last { path[$0] == UInt8(ascii: "/") }
        return path.slice((start.map { $0 + 1 } ?? 0)..<end)
    }
}
