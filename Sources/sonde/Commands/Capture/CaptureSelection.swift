import ArgumentParser
import Evidence
import Host
import SystemActivity
import Wire

/// Which calls a capture keeps.
struct CaptureSelection: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Keep only calls for which a condition holds, in the language of `sonde events --where`; it may not ask "
                + "for stacks.",
            valueName: "condition"))
    var condition: String?

    @Option(help: ArgumentHelp("Keep only these system calls, separated by commas.", valueName: "names"))
    var only: String?

    @Option(help: ArgumentHelp("Only count these system calls, separated by commas.", valueName: "names"))
    var drop: String?

    var isEmpty: Bool { condition == nil && only == nil && drop == nil }

    /// As it was asked for.
    var text: String {
        [condition.map { "--where '\($0)'" }, only.map { "--only \($0)" }, drop.map { "--drop \($0)" }]
            .compactMap { $0 }.joined(separator: " ")
    }

    private static func names(_ list: String?) -> Set<String> {
        Set((list ?? "").split(separator: ",").map { String($0.filter { $0 != " " }) })
    }

    private static var isARM64: Bool { Surroundings.kernel.machine == "aarch64" }

    private static let allNames = Set(SystemCallTable.entries(isARM64: isARM64).values.map(\.name))

    /// - Throws: `ValidationError` for a name that is none, and for a condition that cannot be known.
    func check() throws {
        for name in Self.names(only).union(Self.names(drop)).subtracting(Self.allNames).sorted() {
            throw ValidationError("`\(name)` is no system call of this machine.")
        }
        if try query()?.asksForStacks == true {
            throw ValidationError(
                "Stacks have no names before the end of a capture: record without that condition, and ask "
                    + "`sonde events` for it.")
        }
    }

    private func query() throws -> ActivityQuery? { try condition.map { try ActivityQuery(parsing: $0) } }

    private var unwanted: Set<String> {
        let dropped = Self.names(drop)
        return only == nil ? dropped : Self.allNames.subtracting(Self.names(only)).union(dropped)
    }

    /// Names of calls that are only counted: none of those that paths depend on.
    var dropsInKernel: Set<String> { unwanted.subtracting(CaptureFilter.neededCalls) }

    /// What sonde itself leaves out; nil for nothing.
    func filter(_ facts: [(String, String)]) throws -> CaptureFilter? {
        let query = try query()
        if query == nil, unwanted.isDisjoint(with: CaptureFilter.neededCalls) { return nil }
        return CaptureFilter(query, unwanted: unwanted, facts: facts)
    }
}
