import ArgumentParser
import Evidence

/// When `sonde collect` saves cases by itself, and how many of them stay.
struct TriggerOptions: ParsableArguments {
    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            "Wait, and save a case into a new directory in DIR whenever this becomes true (see above); until Ctrl-C or "
                + "the end of the program.",
            valueName: "condition"))
    var condition: String?

    @Option(
        help: ArgumentHelp(
            "With --on: how many cases stay in DIR, the newest ones; default 10.", valueName: "number"))
    var keep: Int?

    @Option(
        help: ArgumentHelp(
            "With --on: how much the cases in DIR may take together; the oldest go first, the newest one always stays. "
                + "Default 1GB.",
            valueName: "size"))
    var maxSize: SizeArgument?

    @Option(
        help: ArgumentHelp(
            "With --on: how long it is at least from one case to the next, but for signals; default 1m.",
            valueName: "time"))
    var pause: DurationArgument?

    @Option(help: ArgumentHelp("With --on: end after so many cases; default never.", valueName: "number"))
    var count: Int?

    func validate() throws {
        guard let condition else {
            let given = [
                ("--keep", keep != nil), ("--max-size", maxSize != nil), ("--pause", pause != nil),
                ("--count", count != nil),
            ]
            if let alone = given.first(where: \.1) {
                throw ValidationError("\(alone.0) is about cases that --on saves: give --on as well.")
            }
            return
        }
        do { _ = try TriggerCondition(parsing: condition) } catch let error as QueryError {
            throw ValidationError("--on: \(error.description)")
        }
        if let keep, keep < 1 { throw ValidationError("--keep must be at least 1.") }
        if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
    }

    var limits: CaseRing.Limits {
        CaseRing.Limits(count: keep ?? 10, bytes: maxSize?.bytes ?? 1 << 30)
    }
}
