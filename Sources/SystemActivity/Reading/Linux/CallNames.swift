import Evidence

/// What is known of each system call of an architecture, by its number; found out once for each.
struct CallNames {
    struct Facts {
        var text: String
        var name: StringID
        var kind: ActivityClass
        /// Whether its texts are paths.
        var takesPaths: Bool
        /// The argument that is the folder from which its path starts.
        var directory: Int?
        /// The first argument that is a descriptor.
        var descriptor: Int?
        /// Whether it runs another program.
        var isExecution: Bool
    }

    private let entries: [Int32: SystemCallTable.Entry]
    private var known: [Int32: Facts] = [:]

    /// Calls whose text is a name, and no path.
    private static let otherTexts: Set<String> = [
        "memfd_create", "sethostname", "setdomainname", "init_module", "delete_module", "add_key", "request_key",
        "mq_open", "mq_unlink",
    ]

    init(isARM64: Bool) { entries = SystemCallTable.entries(isARM64: isARM64) }

    mutating func name(_ number: Int32, _ tables: inout ActivityTables) -> StringID { facts(number, &tables).name }

    mutating func facts(_ number: Int32, _ tables: inout ActivityTables) -> Facts {
        if let facts = known[number] { return facts }
        let entry = entries[number]
        let text = entry?.name ?? "call \(number)"
        let isAboutFile = entry?.descriptorArgument != nil || entry?.stringArgument != nil
        let facts = Facts(
            text: text, name: tables.strings.intern(text), kind: CallClass.of(text, isAboutFile: isAboutFile),
            takesPaths: !Self.otherTexts.contains(text),
            directory: entry?.arguments.firstIndex(of: .directory),
            descriptor: entry?.arguments.firstIndex(of: .descriptor) ?? entry?.descriptorArgument,
            isExecution: text == "execve" || text == "execveat")
        known[number] = facts
        return facts
    }
}
