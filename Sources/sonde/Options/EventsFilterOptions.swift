import ArgumentParser
import SystemActivity
import Wire

/// Which events are looked at: by a condition, and by Process Monitor's rules.
struct EventsFilterOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only events for which a condition holds, such as 'class == file and failed and under pid 12 and duration "
                + "> 1ms'. Texts: process, image, command, folder, class, operation, path, result, detail, stack, "
                + "function, column[\"Title\"], with ==, !=, ~ (regular expression), !~ and contains. Numbers: pid, "
                + "ppid, tid, status, bytes. Durations: time, duration. Facts: failed, open. `under` with pid, process "
                + "or command: it or one of its ancestors.",
            valueName: "condition"))
    var condition: String?
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

    /// A filter for one reading of a source.
    /// - Throws: `usage` for a rule or a condition that is none; what is wrong with the file.
    func make() throws -> EventsFilterRun {
        EventsFilterRun(try rules(), try condition.map { try ActivityQuery(parsing: $0) })
    }

    private func rules() throws -> ProcmonFilter {
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
    private var query: ActivityQueryMatcher?
    /// Whether it asks for what stacks say.
    let asksForStacks: Bool
    /// Whether all events are shown.
    let isEmpty: Bool

    init(_ filter: ProcmonFilter, _ query: ActivityQuery?) {
        self.filter = filter
        self.query = query.map { ActivityQueryMatcher($0) }
        asksForStacks = query?.asksForStacks == true
        isEmpty = filter.isEmpty && query == nil
    }

    func shows(_ event: ActivityEvent, _ source: some ActivitySource) -> Bool {
        // The query sees all events: times count from the first.
        if let holds = query?.holds(event, of: source), !holds { return false }
        return filter.isEmpty || filter.shows(event, of: source, &scratch)
    }
}
