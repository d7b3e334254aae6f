import GoBuild
import Wire

/// `sonde build size BINARY`: what a file is made of.
public struct ProgramSizeReport {
    private let size: ProgramSize
    private let limit: Int

    /// - Parameter limit: rows of each list of the text.
    public init(_ size: ProgramSize, limit: Int) {
        self.size = size
        self.limit = limit
    }

    // MARK: - Text

    public func write(to writer: inout TextWriter) {
        var head = "\(size.path): \(Plural.of(size.fileSize, "byte"))"
        if size.zeroed > 0 { head += ", and \(SizeText.format(size.zeroed)) of memory that starts as zeros" }
        writer.line(StyledText(head + "."), hanging: 2)
        if !size.hasSymbols {
            writer.line(
                "It has no symbols: data is not told by package.",
                hanging: 2)
        }
        title("Parts", &writer)
        var parts = NumberTable(["BYTES", "SHARE", "PART"])
        for (part, bytes) in size.parts where bytes > 0 {
            parts.add([Plural.grouped(bytes), share(bytes, size.fileSize)], part.words)
        }
        parts.write(to: &writer)
        write("Modules", size.modules, &writer)
        write("Packages", size.packages, &writer)
        title("Why functions are there", &writer)
        var causes = NumberTable(["CODE", "SHARE", "FUNCTIONS", "CAUSE"])
        let code = size.causes.reduce(0) { $0 + $1.code }
        for cause in size.causes {
            causes.add(
                [Plural.grouped(cause.code), share(cause.code, code), Plural.grouped(cause.functions)],
                Self.causes[cause.name] ?? cause.name)
        }
        causes.write(to: &writer)
    }

    private func title(_ text: String, _ writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText(text, .strong))
    }

    private func share(_ bytes: Int, _ total: Int) -> String {
        NumberText.percent(Double(bytes) / Double(max(1, total)))
    }

    private func write(_ name: String, _ groups: [ProgramSize.Group], _ writer: inout TextWriter) {
        title(name, &writer)
        let titles = ["CODE"] + (size.hasData ? ["DATA"] : []) + ["SHARE", "FUNCTIONS"]
        var table = NumberTable(titles + [name.uppercased()])
        let total = groups.reduce(0) { $0 + $1.total }
        func add(_ groups: some Collection<ProgramSize.Group>, _ name: String) {
            let code = groups.reduce(0) { $0 + $1.code }
            let data = groups.reduce(0) { $0 + $1.data }
            let functions = groups.reduce(0) { $0 + $1.functions }
            table.add(
                [Plural.grouped(code)] + (size.hasData ? [Plural.grouped(data)] : [])
                    + [share(code + data, total), Plural.grouped(functions)], name)
        }
        for group in groups.prefix(limit) { add([group], group.name.isEmpty ? "no package" : group.name) }
        if groups.count > limit { add(groups.dropFirst(limit), "\(Plural.grouped(groups.count - limit)) others") }
        table.write(to: &writer)
    }

    private static let causes = [
        "own": "written in Go", "generic": "instances of generic functions", "closure": "closures",
        "wrapper": "wrappers: around methods, deferred calls and calls in goroutines",
        "type-algorithm": "equality and hashes of types", "assembly": "assembly", "data": "data among the code",
        "other-language": "other languages",
    ]

    // MARK: - JSON

    /// Schema `sonde.build.size/1`.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.size/1")
            json.member("file", size.path)
            json.member("size", size.fileSize)
            json.member("zeroed", size.zeroed)
            json.member("symbols", size.hasSymbols)
            json.member("data", size.hasData)
            json.member("parts", array: size.parts) { json, part in
                json.onOneLine { json in
                    json.object {
                        $0.member("part", part.part.rawValue)
                        $0.member("size", part.size)
                    }
                }
            }
            json.member("sections", array: size.sections) { json, section in
                json.onOneLine { json in
                    json.object {
                        $0.member("name", section.name)
                        $0.member("fileSize", section.fileSize)
                        $0.member("memorySize", section.memorySize)
                    }
                }
            }
            for (name, groups) in [("modules", size.modules), ("packages", size.packages), ("causes", size.causes)] {
                json.member(name, array: groups) { json, group in
                    json.onOneLine { json in
                        json.object {
                            $0.member("name", group.name)
                            $0.member("code", group.code)
                            $0.member("data", group.data)
                            $0.member("functions", group.functions)
                        }
                    }
                }
            }
        }
    }
}

extension ProgramSize.Part {
    var words: String {
        switch self {
        case .goCode: "Go code"
        case .otherCode: "code of other languages"
        case .padding: "padding between functions"
        case .functionTables: "function tables: names, lines, frames, inlined calls (pclntab)"
        case .types: "type descriptions"
        case .strings: "string constants"
        case .constants: "other constants"
        case .variables: "variables with a value"
        case .debugInformation: "debug information (DWARF)"
        case .symbols: "symbol table"
        case .other: "other sections"
        case .headers: "headers and gaps"
        }
    }
}
