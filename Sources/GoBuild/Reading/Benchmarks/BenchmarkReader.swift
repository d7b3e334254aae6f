import Wire

/// Reads the output of `go test -bench`, with whatever else tests print between.
///
/// A stream: what is kept is 24 bytes for each value, and each name and unit once.
public struct BenchmarkReader {
    private var results: BenchmarkResults
    private var settings: [BenchmarkResults.Setting] = []
    /// Number of the settings of now; nil when they changed since the last result.
    private var configuration: Int32?
    private var names: [String: Int32] = [:]
    /// By what was written.
    private var units: [String: (number: Int32, factor: Double)] = [:]

    /// Of lines that are not understood or wrong, so many are kept.
    private static let kept = 20

    /// - Parameter label: what the side is called in reports.
    public init(label: String) { results = BenchmarkResults(label: label) }

    /// Reads to the end.
    /// - Throws: what is wrong with the input; `malformed` for what is no text of lines, `notRecognised` for a text
    ///   without a single result.
    public mutating func read(_ input: SequentialInput) throws(InputError) -> BenchmarkResults {
        var lines = SequentialLines(input, of: "go test -bench")
        try lines.read { buffer, line, _ in
            results.lines += 1
            take(buffer, line)
        }
        guard results.results > 0 else {
            let first = results.problems.first.map { "; line \($0.line): \($0.message)" } ?? ""
            throw InputError(
                .notRecognised, "has no benchmark results: give the output of `go test -bench=. -count=10`\(first)",
                file: input.name)
        }
        return results
    }

    private mutating func take(_ buffer: [UInt8], _ line: Range<Int>) {
        if line.isEmpty { return }
        if buffer[line].starts(with: "Benchmark".utf8) { return takeResult(buffer, line) }
        let isUnit = buffer[line].starts(with: "Unit".utf8)
        if isUnit, line.count == 4 || BenchmarkFields.isBlank(buffer[line.lowerBound + 4]) {
            return takeUnit(buffer, line)
        }
        if takeSetting(buffer, line) || Self.isOfTests(buffer[line]) { return }
        results.unknownLines += 1
        if results.unknown.count < Self.kept {
            results.unknown.append(LineExcerpt.text(buffer[line]))
        }
    }

    /// What `go test` prints of the tests themselves.
    private static func isOfTests(_ line: ArraySlice<UInt8>) -> Bool {
        ["PASS", "FAIL", "ok ", "ok\t", "?  ", "---", "===", "exit status ", "testing: ", "    "].contains {
            line.starts(with: $0.utf8)
        } || line.allSatisfy(BenchmarkFields.isBlank)
    }

    private mutating func complain(_ message: String) {
        results.problemCount += 1
        if results.problems.count < Self.kept {
            results.problems.append(.init(line: results.lines, message: message))
        }
    }

    // MARK: - Results

    /// `BenchmarkName-8  100  12.5 ns/op  3 B/op`.
    private mutating func takeResult(_ buffer: [UInt8], _ line: Range<Int>) {
        var fields = BenchmarkFields(buffer, line.lowerBound + 9..<line.upperBound)
        let isNamed = line.count > 9 && !BenchmarkFields.isBlank(buffer[line.lowerBound + 9])
        let name = isNamed ? fields.next() ?? "" : ""
        // `go test -v` announces a benchmark by its name.
        if fields.isAtEnd, line.count == 9 + name.utf8.count { return }
        guard let count = fields.next() else { return complain("there is no number of iterations behind the name") }
        guard Int(count) != nil else { return complain("`\(LineExcerpt.word(count))` is no number of iterations") }
        var values: [(value: Double, unit: Int32)] = []
        while let text = fields.next() {
            guard let value = Double(text), value.isFinite else {
                return complain("`\(LineExcerpt.word(text))` is no value")
            }
            guard let written = fields.next() else {
                return complain("the value \(LineExcerpt.word(text)) has no unit")
            }
            let unit = self.unit(written)
            guard (value * unit.factor).isFinite else { return complain("`\(LineExcerpt.word(text))` is no value") }
            values.append((value * unit.factor, unit.number))
        }
        guard !values.isEmpty else { return complain("there are no values behind the number of iterations") }
        results.results += 1
        let number = self.number(name)
        let configuration = self.number()
        for (value, unit) in values {
            results.measurements.append(.init(configuration: configuration, name: number, unit: unit, value: value))
        }
    }

    private mutating func number(_ name: String) -> Int32 {
        if let known = names[name] { return known }
        let number = Int32(results.names.count)
        results.names.append(name)
        names[name] = number
        return number
    }

    private mutating func unit(_ written: String) -> (number: Int32, factor: Double) {
        if let known = units[written] { return known }
        let unit = BenchmarkUnit(written)
        let known = results.units.firstIndex(of: unit.name)
        if known == nil { results.units.append(unit.name) }
        let found = (Int32(known ?? results.units.count - 1), unit.factor)
        units[written] = found
        return found
    }

    /// Number of the settings of now.
    private mutating func number() -> Int32 {
        if let configuration { return configuration }
        // The order of settings says which comes first in tables, and is no part of what they are.
        let wanted = Set(settings)
        let known = results.configurations.firstIndex { Set($0) == wanted }
        if known == nil { results.configurations.append(settings) }
        let number = Int32(known ?? results.configurations.count - 1)
        configuration = number
        return number
    }

    // MARK: - Settings and units

    /// `key: value`, where the key begins with a small letter and holds neither blanks nor capitals. No value takes the
    /// setting back.
    private mutating func takeSetting(_ buffer: [UInt8], _ line: Range<Int>) -> Bool {
        guard let colon = buffer[line].dropFirst().firstIndex(of: UInt8(ascii: ":")) else { return false }
        let key = String(decoding: buffer[line.lowerBound..<colon], as: UTF8.self)
        let isKey = key.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && !$0.properties.isUppercase }
        guard isKey, key.unicodeScalars.first?.properties.isLowercase == true else { return false }
        let rest = buffer[(colon + 1)..<line.upperBound]
        let value = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.isEmpty || value.count < rest.count else { return false }
        configuration = nil
        let text = String(decoding: value, as: UTF8.self)
        let known = settings.firstIndex { $0.key == key }
        switch (known, text.isEmpty) {
        case (let index?, true): settings.remove(at: index)
        case (let index?, false): settings[index].value = text
        case (nil, true): break
        case (nil, false): settings.append(.init(key: key, value: text))
        }
        return true
    }

    /// `Unit ns/op assume=exact better=lower`.
    private mutating func takeUnit(_ buffer: [UInt8], _ line: Range<Int>) {
        var fields = BenchmarkFields(buffer, line.lowerBound + 4..<line.upperBound)
        guard let written = fields.next() else { return complain("there is no unit behind `Unit`") }
        let unit = BenchmarkUnit(written).name
        while let field = fields.next() {
            guard let equals = field.firstIndex(of: "="), equals > field.startIndex else {
                complain("`\(LineExcerpt.word(field))` is not of the form key=value")
                continue
            }
            let key = String(field[..<equals])
            let value = String(field[field.index(after: equals)...])
            if let known = results.unitFacts.first(where: { $0.unit == unit && $0.key == key }) {
                if known.value != value {
                    complain(
                        "\(LineExcerpt.word(key)) of the unit \(LineExcerpt.word(written)) is "
                            + "\(LineExcerpt.word(known.value)) by line \(known.line)")
                }
                continue
            }
            results.unitFacts.append(
                .init(unit: unit, written: written, key: key, value: value, line: results.lines))
        }
    }
}
