import ArgumentParser

/// How much of each table a report of a trace shows.
struct TraceRowsArguments: ParsableArguments {
    @Option(name: [.customShort("n")], help: ArgumentHelp("Rows of each table.", valueName: "count"))
    var count = 12

    @Flag(help: "All rows of all tables.") var all = false

    func validate() throws {
        guard count > 0 else { throw ValidationError("-n must be 1 or more; --all shows all rows.") }
    }

    /// Slowest tasks or regions that are kept of each type: few of each when there may be many types.
    func ofEachType(isOnlyOne: Bool) -> Int { isOnlyOne ? count : min(count, 3) }

    /// 0 for all.
    var limit: Int { all ? 0 : count }
}
