import ArgumentParser

/// Form of the output of verbs that have one main table.
enum TraceTableFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}

/// Length of the tables of a verb of traces.
struct TraceTableOptions: ParsableArguments {
    @Option(name: .customShort("n"), help: ArgumentHelp("Rows of each table.", valueName: "rows"))
    var rows = 12

    @Flag(help: "All rows of all tables.")
    var all = false

    func validate() throws {
        if rows < 1 { throw ValidationError("-n must be 1 or more; --all shows all rows.") }
    }

    /// 0 for all.
    var limit: Int { all ? 0 : rows }
}
