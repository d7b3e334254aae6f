import TestSupport

/// What a profile has names for, to make options of that mean something; taken from what `pprof -raw` prints.
struct ProfileWords {
    var types: [String] = []
    /// First words of the names of functions.
    var functions: [String] = []
    /// The same, of functions whose source is there.
    var sourceFunctions: [String] = []
    /// Words of the names of functions, files and mappings.
    var names: [String] = []
    /// Keys of labels with one of their values each, as printed.
    var labels: [(key: String, value: String)] = []

    init(of file: String, in folder: String) throws {
        let result = try Pprof.run(["-raw", "-symbolize=none", file], folder: folder)
        self.init(raw: result.output)
    }

    init(raw text: String) {
        enum Part { case head, types, samples, locations, mappings }
        var part = Part.head
        for line in text.split(separator: "\n") {
            switch line {
            case "Samples:": part = .types
            case "Locations": part = .locations
            case "Mappings": part = .mappings
            default:
                switch part {
                case .head: break
                case .types:
                    types = line.split(separator: " ").compactMap { $0.split(separator: "/").first.map(String.init) }
                    part = .samples
                case .samples: addLabels(line)
                case .locations: addLocation(line)
                case .mappings: names += line.split(separator: " ").dropFirst(2).prefix(1).map(String.init)
                }
            }
        }
        if types.isEmpty { types = ["samples"] }
        if names.isEmpty { names = ["main"] }
        if functions.isEmpty { functions = names }
    }

    /// `  1: 0x1000 M=1 NAME FILE:LINE:COLUMN s=START(SYSTEM NAME)`, or with a further line of the location from NAME on.
    private mutating func addLocation(_ line: Substring) {
        var words = line.split(separator: " ")
        let isFirst = words.count > 1 && words[0].hasSuffix(":") && words[1].hasPrefix("0x")
        if isFirst { words.removeFirst(2) }
        if let mapping = words.first, isFirst, mapping.hasPrefix("M=") { words.removeFirst() }
        guard let name = words.first, name != "[F]" else { return }
        functions.append(String(name))
        if line.contains(" src/") { sourceFunctions.append(String(name)) }
        names += words.filter { !$0.hasPrefix("s=") }.prefix(4).map(String.init)
    }

    private mutating func addLabels(_ line: Substring) {
        guard line.hasPrefix("                ") else { return }
        for part in line.split(separator: "]") {
            let pair = part.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, pair[1].hasPrefix("[") else { continue }
            let key = pair[0].drop { $0 == " " }
            for value in pair[1].dropFirst().split(separator: " ").prefix(2) {
                labels.append((String(key), String(value)))
            }
        }
    }
}

/// A source of random choices for options.
struct Choices {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func percent(_ share: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < share }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// One of the elements, of which there is at least one.
    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }
}
