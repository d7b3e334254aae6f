import GoTrace

/// The text of `sonde trace creation`.
public struct CreationText {
    private let report: CreationReport
    private let sites: TraceSites
    private let rows: TraceRows
    /// Lines of the tree.
    private let treeLimit: Int

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ report: CreationReport, limit: Int = 12) {
        self.report = report
        sites = report.sites
        rows = TraceRows(limit)
        treeLimit = limit <= 0 ? .max : limit * 2
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        suspects(to: &writer)
        tree(to: &writer)
        bursts(to: &writer)
    }

    private var sentence: String {
        let tree = report.tree
        let alive = tree.before + tree.created - tree.ended
        var text =
            "\(Plural.of(tree.created, "goroutine")) created and \(Plural.grouped(tree.ended)) ended in "
            + "\(DurationText.format(sites.duration)): \(Plural.grouped(tree.before)) at the begin, "
            + "\(Plural.grouped(alive)) at the end, at most \(Plural.grouped(tree.mostAlive))"
        if let first = report.suspects.first {
            text += "; those of \(sites.group(first.group)) pile up"
            if report.suspects.count > 1 { text += ", and others" }
        }
        return text + "."
    }

    private func suspects(to writer: inout TextWriter) {
        guard !report.suspects.isEmpty else { return }
        writer.blank()
        writer.line(
            StyledText("Created and not ended", .strong)
                + StyledText(": their number grows throughout, by more than chance explains"), hanging: 2)
        var table = TextTable([
            .init(title: "A SECOND", isNumber: true), .init(title: "95% INTERVAL"),
            .init(title: "CREATED", isNumber: true), .init(title: "ALIVE", isNumber: true),
            .init(title: "GOROUTINES"), .init(title: "CREATED BY"),
        ])
        for row in report.suspects.prefix(rows.limit) {
            table.add([
                "+" + NumberText.format(row.growth.slope),
                "\(NumberText.format(row.growth.low)) to \(NumberText.format(row.growth.high))",
                Plural.grouped(row.created), Plural.grouped(row.alive), sites.group(row.group), sites.site(row.stack),
            ])
        }
        table.write(to: &writer)
        rows.more(report.suspects.count, to: &writer)
        writer.line(
            StyledText(
                "→ `sonde trace blocked` tells what they wait for, and `sonde why` on the program itself on whom."),
            hanging: 2)
    }

    private struct Line {
        var depth: Int
        var row: CreationTally
        var isRepeated: Bool
    }

    /// The rows as a tree, each group with what it created below the first mention of it.
    private var lines: [Line] {
        var lines: [Line] = []
        var shown: Set<Int32> = []
        // What has no creator in the trace comes first, then creators that are part of a circle.
        var pending = children(of: -1, depth: 0)
        let all = report.tree.rows.filter { $0.origin == .goroutine }
        var next = 0
        while true {
            while var line = pending.popLast() {
                line.isRepeated = !shown.insert(line.row.group).inserted && report.children[line.row.group] != nil
                lines.append(line)
                guard !line.isRepeated else { continue }
                pending += children(of: line.row.group, depth: line.depth + 1)
            }
            guard let orphan = all[next...].firstIndex(where: { !shown.contains($0.parent) }) else { return lines }
            next = orphan + 1
            shown.insert(all[orphan].parent)
            pending = children(of: all[orphan].parent, depth: 0)
        }
    }

    /// What a group created, last first; in one row where stacks differ only farther out.
    private func children(of group: Int32, depth: Int) -> [Line] {
        var indexes: [String: Int] = [:]
        var result: [Line] = []
        for row in report.children[group] ?? [] {
            let key = "\(row.origin.rawValue) \(row.group) \(sites.site(row.stack))"
            if let index = indexes[key] {
                result[index].row.merge(row)
            } else {
                indexes[key] = result.count
                result.append(Line(depth: depth, row: row, isRepeated: false))
            }
        }
        return result.enumerated().sorted {
            ($0.element.row.created, $1.offset) < ($1.element.row.created, $0.offset)
        }.map(\.element)
    }

    private func tree(to writer: inout TextWriter) {
        let lines = lines
        guard !lines.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Who creates whom", .strong))
        var table = TextTable([
            .init(title: "CREATED", isNumber: true), .init(title: "A SECOND", isNumber: true),
            .init(title: "ALIVE", isNumber: true), .init(title: "LIFE P50", isNumber: true),
            .init(title: "P99", isNumber: true), .init(title: "MAX", isNumber: true), .init(title: "GOROUTINES"),
        ])
        for line in lines.prefix(treeLimit) { table.add(cells(line)) }
        table.write(to: &writer)
        if lines.count > treeLimit {
            writer.line(
                StyledText("… and \(Plural.grouped(lines.count - treeLimit)) more (--all shows them)", .faint),
                indent: 2)
        }
    }

    private func cells(_ line: Line) -> [String] {
        let row = line.row
        let lives = row.lifetimes
        // No-break spaces, which the table keeps.
        var name = String(repeating: "\u{a0}\u{a0}", count: min(line.depth, 12)) + sites.group(row.group)
        switch row.origin {
        case .before: name += " (older than the trace)"
        case .runtime: name += " (created by the runtime)"
        case .goroutine: name += " ← \(sites.site(row.stack, from: { $0 == "runtime.newproc" }))"
        }
        if line.isRepeated { name += " (what it creates: above)" }
        return [
            row.origin == .before ? "" : Plural.grouped(row.created),
            row.origin == .before ? "" : NumberText.format(report.rate(row)), Plural.grouped(row.alive),
            lives.isEmpty ? "" : DurationText.format(lives.quantile(0.5)),
            lives.isEmpty ? "" : DurationText.format(lives.quantile(0.99)),
            lives.isEmpty ? "" : DurationText.format(lives.max), name,
        ]
    }

    private func bursts(to writer: inout TextWriter) {
        let bursts = report.tree.rows.filter(report.hasBurst).sorted { $0.burst.count > $1.burst.count }
        guard !bursts.isEmpty else { return }
        writer.blank()
        writer.line(
            StyledText("Bursts", .strong)
                + StyledText(": most within \(DurationText.format(CreationTree.burstWindow))"), hanging: 2)
        var table = TextTable([.init(title: "CREATED", isNumber: true), .init(title: "AT"), .init(title: "GOROUTINES")])
        for row in bursts.prefix(rows.limit) {
            table.add([
                Plural.grouped(row.burst.count), sites.moment(row.burst.start),
                "\(sites.group(row.group)) ← \(sites.site(row.stack))",
            ])
        }
        table.write(to: &writer)
        rows.more(bursts.count, to: &writer)
    }
}
