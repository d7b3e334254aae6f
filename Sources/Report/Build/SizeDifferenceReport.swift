import GoBuild
import Wire

/// `sonde build size OLD NEW`: what grew and what shrank.
public struct SizeDifferenceReport {
    private let difference: SizeDifference
    private let limit: Int

    /// - Parameter limit: rows of each list of the text.
    public init(_ difference: SizeDifference, limit: Int) {
        self.difference = difference
        self.limit = limit
    }

    // MARK: - Text

    public func write(to writer: inout TextWriter) {
        let (old, new) = (difference.old, difference.new)
        writer.line(
            StyledText(
                "\(old.path) has \(Plural.of(old.fileSize, "byte")), \(new.path) \(Plural.grouped(new.fileSize)): "
                    + "\(signed(new.fileSize - old.fileSize)) (\(percent(old.fileSize, new.fileSize)))."), hanging: 2)
        if old.hasSymbols != new.hasSymbols {
            writer.line(
                "Only one of them has symbols: data is not compared by package.",
                hanging: 2)
        }
        let words = Dictionary(uniqueKeysWithValues: ProgramSize.Part.allCases.map { ($0.rawValue, $0.words) })
        write("Parts", difference.parts.filter { $0.change != 0 }, &writer, limit: .max) { words[$0] ?? $0 }
        write("Modules", difference.modules, &writer) { $0 }
        write("Packages", difference.packages, &writer) { $0.isEmpty ? "no package" : $0 }
        write("Functions", difference.functions, &writer) { $0 }
    }

    private func write(
        _ title: String, _ rows: [SizeDifference.Row], _ writer: inout TextWriter, limit: Int? = nil,
        _ name: (String) -> String
    ) {
        let limit = limit ?? self.limit
        writer.blank()
        writer.line(StyledText(title, .strong))
        guard !rows.isEmpty else { return writer.line("no difference", indent: 2) }
        var table = NumberTable(["CHANGE", "OLD", "NEW", title.uppercased()])
        func text(_ size: Int?) -> String { size.map { Plural.grouped($0) } ?? "-" }
        for row in rows.prefix(limit) { table.add([signed(row.change), text(row.old), text(row.new)], name(row.name)) }
        let others = rows.dropFirst(limit)
        if !others.isEmpty {
            let change = others.reduce(0) { $0 + $1.change }
            table.add([signed(change), "", ""], "\(Plural.grouped(others.count)) others")
        }
        table.write(to: &writer)
    }

    private func signed(_ change: Int) -> String { (change > 0 ? "+" : "") + Plural.grouped(change) }

    /// With two decimals: `+0.37%`.
    private func percent(_ old: Int, _ new: Int) -> String {
        let change = Double(new - old) / Double(max(1, old)) * 100
        let hundredths = Int((change.magnitude * 100).rounded())
        let fraction = hundredths % 100
        return (change < 0 ? "-" : "+") + "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)%"
    }

    // MARK: - JSON

    /// Schema `sonde.build.size-difference/1`.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.size-difference/1")
            for (name, side) in [("old", difference.old), ("new", difference.new)] {
                json.member(name) { json in
                    json.onOneLine { json in
                        json.object {
                            $0.member("file", side.path)
                            $0.member("size", side.fileSize)
                            $0.member("symbols", side.hasSymbols)
                        }
                    }
                }
            }
            let lists = [
                ("parts", difference.parts), ("modules", difference.modules), ("packages", difference.packages),
                ("functions", difference.functions),
            ]
            for (name, rows) in lists {
                json.member(name, array: rows) { json, row in
                    json.onOneLine { json in
                        json.object {
                            $0.member("name", row.name)
                            $0.member("old", row.old)
                            $0.member("new", row.new)
                            $0.member("change", row.change)
                        }
                    }
                }
            }
        }
    }
}
