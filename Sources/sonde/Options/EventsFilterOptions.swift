import ArgumentParser
import SystemActivity
import Wire

/// Which events are shown, by Process Monitor's rules.
struct EventsFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A configuration of Process Monitor (.pmc) whose filter is used.", valueName: "file"))
    var filter: String?
    @Option(
        help: ArgumentHelp(
            "Shows events that fit, such as 'Process Name is go.exe'; of several for one column one has to fit.",
            valueName: "rule"))
    var include: [String] = []
    @Option(help: ArgumentHelp("Hides events that fit, such as 'Path begins with C:\\Windows'.", valueName: "rule"))
    var exclude: [String] = []

    /// - Throws: `usage` for a rule that is none; what is wrong with the file.
    func make() throws -> ProcmonFilter {
        var rules: [ProcmonRule] = []
        if let filter {
            let bytes = try MappedFile.openRegular(filter)
            do throws(InputError) {
                rules = try ProcmonConfiguration(bytes).filter()
            } catch {
                throw error.inFile(filter)
            }
        }
        for text in include { rules.append(try ProcmonRule(parsing: text, isInclude: true)) }
        for text in exclude { rules.append(try ProcmonRule(parsing: text, isInclude: false)) }
        return ProcmonFilter(rules)
    }
}

/// A filter with what it needs to compare events, for as long as a source is read.
final class EventsFilterRun {
    private let filter: ProcmonFilter
    private var scratch = ProcmonFilter.Scratch()

    init(_ filter: ProcmonFilter) { self.filter = filter }

    func shows(_ event: ActivityEvent, _ source: some ActivitySource) -> Bool {
        filter.isEmpty || filter.shows(event, of: source, &scratch)
    }
}
