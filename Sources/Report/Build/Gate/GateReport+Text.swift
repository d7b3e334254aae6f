import GoBuild

extension GateReport {
    /// The verdict with its reason on the first line, then all that was found.
    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(GateWords.headline(verdict), .strong), hanging: 6)
        section("Worse", verdict.failures, to: &writer)
        if !verdict.failures.isEmpty {
            writer.line("If one is meant to be so, allow it by a line such as", indent: 2)
            writer.unwrapped(StyledText(GateWords.allowLine(verdict.failures[0].cause) + " # why"), indent: 4)
        }
        section("Allowed", verdict.allowed, to: &writer)
        section("Changed otherwise", Array(verdict.noted.prefix(Self.notedShown)), to: &writer)
        let more = verdict.noted.count - Self.notedShown
        if more > 0 { writer.line("and \(more) more, which --format json lists", indent: 2) }
        guard !verdict.remarks.isEmpty || !verdict.unused.isEmpty else { return }
        writer.blank()
        for remark in verdict.remarks { writer.line(StyledText("Note: " + remark + "."), hanging: 6) }
        for entry in verdict.unused {
            writer.line(StyledText("\(verdict.allowList): \(GateWords.unused(entry))."), hanging: 2)
        }
    }

    private func section(_ title: String, _ items: [GateVerdict.Item], to writer: inout TextWriter) {
        guard !items.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        for item in items {
            let place = GateWords.placeText(item.cause).map { " (\($0))" } ?? ""
            let package = item.cause.package.isEmpty ? "" : "\(item.cause.package): "
            writer.item(
                StyledText(item.cause.kind), StyledText(package + GateWords.sentence(item.cause) + place), indent: 2,
                column: 24)
            if case .allowed(let entry) = item.outcome {
                writer.line(StyledText("allowed: \(entry.reason)"), indent: 24, hanging: 26)
            }
        }
    }
}
