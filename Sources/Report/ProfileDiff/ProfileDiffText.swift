import GoProfile

/// The text of `sonde profile diff`: the finding first, then what it rests on.
public struct ProfileDiffText {
    private let diff: ProfileDiff
    private let words: ChangeText
    /// Rows of each table.
    private let limit: Int
    private let showsCumulativeFirst: Bool

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ diff: ProfileDiff, limit: Int = 12, showsCumulativeFirst: Bool = false) {
        self.diff = diff
        words = ChangeText(diff: diff)
        self.limit = limit == 0 ? .max : limit
        self.showsCumulativeFirst = showsCumulativeFirst
    }

    public func write(to writer: inout TextWriter) {
        let sentence = ProfileDiffSentence(diff)
        if !diff.headlines.contains(where: \.isGrowth) { writer.line(StyledText(sentence.noGrowth, .strong)) }
        for headline in diff.headlines { writer.line(sentence.text(headline)) }
        writer.blank()
        for line in ProfileDiffHead(diff).lines { writer.line(StyledText(line), hanging: 2) }
        let isTested = diff.isTested
        func rows(_ isWanted: (ProfileDiff.Row) -> Bool) -> [ProfileDiff.Row] { diff.rows.filter(isWanted) }
        let own = rows { isTested ? $0.flat.isSignificant && !$0.hasMoved : $0.flat.growth != 0 }
        let subtrees = rows { isTested ? $0.cumulative.isSignificant : $0.cumulative.growth != 0 }
        let tables = [
            { (writer: inout TextWriter) in self.table("Own cost", own, \.flat, to: &writer) },
            { (writer: inout TextWriter) in self.table("With everything called", subtrees, \.cumulative, to: &writer) },
        ]
        for table in showsCumulativeFirst ? tables.reversed() : tables { table(&writer) }
        packages(to: &writer)
        fates(to: &writer)
    }

    private func table(
        _ title: String, _ rows: [ProfileDiff.Row], _ change: KeyPath<ProfileDiff.Row, ProfileDiff.Change>,
        to writer: inout TextWriter
    ) {
        let sorted = rows.sorted { a, b in
            let (left, right) = (a[keyPath: change].growth.magnitude, b[keyPath: change].growth.magnitude)
            return left != right ? left > right : a.name < b.name
        }
        write(title, sorted.map { (shown($0), $0[keyPath: change]) }, to: &writer)
    }

    private func packages(to writer: inout TextWriter) {
        let rows = diff.packages.filter { diff.isTested ? $0.flat.isSignificant : false }.sorted {
            let (left, right) = ($0.flat.growth.magnitude, $1.flat.growth.magnitude)
            return left != right ? left > right : $0.name < $1.name
        }
        write("Packages, own cost", rows.map { ($0.name.isEmpty ? "(no package)" : $0.name, $0.flat) }, to: &writer)
    }

    private func write(_ title: String, _ rows: [(String, ProfileDiff.Change)], to writer: inout TextWriter) {
        guard !rows.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        var table = TextTable([
            .init(title: "CHANGE", isNumber: true), .init(title: "95% INTERVAL"), .init(title: "OLD", isNumber: true),
            .init(title: "NEW", isNumber: true), .init(title: "FUNCTION"),
        ])
        for (name, change) in rows.prefix(limit) {
            table.add([
                ChangeText.ratio(change.ratio), ChangeText.interval(change), words.value(change.old),
                words.value(change.scaledNew), name,
            ])
        }
        table.write(to: &writer)
        if rows.count > limit {
            writer.line(StyledText("… and \(rows.count - limit) more (-nodecount=0 shows all)", .faint), indent: 2)
        }
    }

    private func shown(_ row: ProfileDiff.Row) -> String {
        var name = row.name
        if row.joined > 1 { name += " (\(row.joined) joined)" }
        if case .renamed(let old, _) = row.fate { name += " (was \(old))" }
        return name
    }

    /// Moves and renames.
    private func fates(to writer: inout TextWriter) {
        let changed = diff.rows.filter { $0.fate != .stayed }
        guard !changed.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Moved, not grown", .strong))
        for row in changed.prefix(limit) {
            switch row.fate {
            case .stayed: break
            case .renamed(let old, let confidence):
                writer.line(
                    StyledText("\(old) is now \(row.name) (\(NumberText.percent(confidence)) sure)"), indent: 2,
                    hanging: 4)
            case .moved(let move):
                // Told once, by the function that lost it.
                guard row.flat.growth < 0 || move.others.count > 1 else { continue }
                let arrow = row.flat.growth < 0 ? "→" : "←"
                let why = move.isInlining ? ", by inlining" : ""
                let together = "\(ChangeText.ratio(move.low)) to \(ChangeText.ratio(move.high))"
                writer.line(
                    StyledText(
                        "\(row.name) \(arrow) \(move.others.joined(separator: ", "))\(why): "
                            + "\(words.value(row.flat.growth.magnitude)); together \(together)"), indent: 2, hanging: 4)
            }
        }
    }
}

extension ProfileDiff.Row {
    /// Its own cost went to, or came from, other functions.
    var hasMoved: Bool { if case .moved = fate { true } else { false } }
}
