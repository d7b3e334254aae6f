import Diagnosis

/// The first finding on one screen: cause, sentence, subject, the facts that prove it most, what to do, how to check.
///
/// Texts that have no room end in an ellipsis; `FindingText` has them in full.
struct FindingScreen {
    /// What stands on the screen.
    enum Part: Hashable {
        case target, title, summary, costs, subject, fact, remedy, verify, below
    }

    private struct Block {
        let part: Part
        /// An empty line goes before it.
        var isSpaced = false
        /// Lines that it must not exceed even if there is room.
        var most = Int.max
        let draw: (_ limit: Int, _ writer: inout TextWriter) -> Void
    }

    let paths: PathShortener
    /// Facts that are shown of those for the finding.
    static let facts = 3

    /// Writes the screen and says which parts were cut.
    ///
    /// - Parameter below: what follows the screen, in a sentence; empty when nothing does.
    func write(
        _ finding: Finding, target: TargetText, below: Phrase, to writer: inout TextWriter
    ) -> Set<Part> {
        let blocks =
            targetBlocks(target, writer.options.language) + findingBlocks(finding, writer.options) + belowBlocks(below)
        let heights = blocks.map { block in
            var scratch = TextWriter(writer.options)
            block.draw(.max, &scratch)
            return scratch.bytes.count { $0 == UInt8(ascii: "\n") }
        }
        let spaces = blocks.count { $0.isSpaced }
        var limits = zip(heights, blocks).map { min($0, $1.most) }
        var excess = limits.reduce(0, +) - (Self.lines(writer.options) - spaces)
        // The first lines of a fact say what it is about, and advice that is cut is none: facts give way first.
        Self.shorten(&limits, blocks.indices.filter { blocks[$0].part == .fact }, to: 2, by: &excess)
        Self.shorten(&limits, blocks.indices.filter { blocks[$0].part == .below }, to: 1, by: &excess)
        Self.shorten(&limits, Array(blocks.indices), to: 1, by: &excess)
        var cut: Set<Part> = []
        for ((block, height), limit) in zip(zip(blocks, heights), limits) {
            if block.isSpaced { writer.blank() }
            block.draw(limit < height ? limit : .max, &writer)
            if limit < height { cut.insert(block.part) }
        }
        return cut
    }

    /// Lines of a screen: 24, and more where they are narrower than 80 columns.
    private static func lines(_ options: TextOptions) -> Int { max(24, 24 * 80 / options.width) }

    /// Makes the largest of some limits smaller, one by one, until nothing is in excess or all are down to `least`.
    private static func shorten(_ limits: inout [Int], _ some: [Int], to least: Int, by excess: inout Int) {
        while excess > 0, let largest = some.max(by: { limits[$0] < limits[$1] }), limits[largest] > least {
            limits[largest] -= 1
            excess -= 1
        }
    }

    private func targetBlocks(_ target: TargetText, _ language: Language) -> [Block] {
        target.lines(language).map { line in
            Block(part: .target) { limit, writer in writer.line(line, hanging: 2, limit: limit) }
        }
    }

    private func belowBlocks(_ below: Phrase) -> [Block] {
        if below.isEmpty { return [] }
        return [
            Block(part: .below, isSpaced: true) { limit, writer in
                writer.line(StyledText(writer.say(below), .faint), limit: limit)
            }
        ]
    }

    private func findingBlocks(_ finding: Finding, _ options: TextOptions) -> [Block] {
        let title = FindingLayout.title(
            finding, lead: "1. ", note: FindingLayout.sureness(finding), options.language)
        let summary = StyledText(finding.summary.text(options.language), .strong)
        var blocks = [
            Block(part: .title, isSpaced: true) { limit, writer in writer.line(title, hanging: 3, limit: limit) },
            Block(part: .summary) { limit, writer in writer.line(summary, indent: 3, limit: limit) },
        ]
        let head = blocks.count
        if finding.impact.value > 0 {
            blocks.append(entry("costs", NumberText.counted(finding.impact.value, finding.impact.unit), .costs))
        }
        let subject = subject(finding.subject, options)
        if !subject.isEmpty { blocks.append(entry("where", subject, .subject, most: options.width < 60 ? 2 : 1)) }
        for (index, fact) in finding.supports.prefix(Self.facts).enumerated() {
            blocks.append(
                Block(part: .fact) { limit, writer in
                    FindingLayout.fact(index == 0 ? "for" : "", sign: "+", fact, limit: limit, to: &writer)
                })
        }
        if !finding.remedy.isEmpty { blocks.append(entry("remedy", finding.remedy, .remedy)) }
        if !finding.verify.isEmpty { blocks.append(entry("verify", finding.verify, .verify)) }
        if blocks.count > head { blocks[head].isSpaced = true }
        return blocks
    }

    private func entry(_ name: Phrase, _ text: Phrase, _ part: Part, most: Int = .max) -> Block {
        Block(part: part, most: most) { limit, writer in
            // Narrow places have the heading on a line of its own.
            let headings = writer.options.width < 60 ? 1 : 0
            FindingLayout.entry(name, text, limit: limit == .max ? .max : max(limit - headings, 1), to: &writer)
        }
    }

    /// The subject, with the function of the program that it concerns where that fits into the line.
    private func subject(_ subject: Subject, _ options: TextOptions) -> Phrase {
        let title = SubjectTitle.of(subject)
        guard let place = PlaceText(paths: paths).phrase(subject.frames) else { return title }
        if title.isEmpty { return place }
        let function = place.english.split(separator: " ", maxSplits: 1).first ?? ""
        if title.english == function { return place }
        if title.english.contains(function) { return title }
        let room = options.width - (options.width < 60 ? 5 : 12)
        let longer: [Phrase] = ["\(title), in \(place)", "\(title), in \(function)"]
        return longer.first { DisplayWidth.columns(of: DisplayWidth.printable($0.text(options.language))) <= room }
            ?? title
    }
}
