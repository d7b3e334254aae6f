import Evidence
import GoBinary
import GoBuild
import Wire

/// `sonde build functions`: a row for each function of an executable, with what its machine code tells.
public struct ProgramFunctionsReport {
    /// What rows are sorted by: the largest first, names ascending.
    public enum Order: String, Sendable, CaseIterable {
        case size, frame, instructions, calls, dynamic, allocations, bounds, panics, barriers, defers, go, maps
        case interfaces, channels, inlined, name
    }

    private let program: ProgramFunctions
    private let rows: [ProgramFunction]
    private let shown: [ProgramFunction]
    private let order: Order

    /// - Parameters:
    ///   - limit: rows at most; nil for all.
    ///   - isWanted: by package and name.
    public init(
        _ program: ProgramFunctions, order: Order, limit: Int?, isWanted: (ProgramFunction) -> Bool
    ) {
        self.program = program
        self.order = order
        // Equal rows stay in the order of addresses.
        let rows = program.functions.filter(isWanted)
        let sorted = rows.indices.sorted { a, b in
            if order == .name { return (rows[a].name, a) < (rows[b].name, b) }
            return (rows[b].figure(order), a) < (rows[a].figure(order), b)
        }
        self.rows = sorted.map { rows[$0] }
        shown = Array(self.rows.prefix(limit ?? .max))
    }

    // MARK: - Text

    private struct Column {
        var title: String
        var figure: Order

        static let all = [
            Column(title: "BYTES", figure: .size), Column(title: "FRAME", figure: .frame),
            Column(title: "CALLS", figure: .calls), Column(title: "DYN", figure: .dynamic),
            Column(title: "ALLOC", figure: .allocations), Column(title: "BOUNDS", figure: .bounds),
            Column(title: "WB", figure: .barriers), Column(title: "DEFER", figure: .defers),
            Column(title: "GO", figure: .go), Column(title: "MAP", figure: .maps),
            Column(title: "IFACE", figure: .interfaces), Column(title: "CHAN", figure: .channels),
            Column(title: "INL", figure: .inlined),
        ]
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(head), hanging: 2)
        writeTargets(to: &writer)
        writer.blank()
        guard !shown.isEmpty else { return writer.line("No function matches.") }
        // What no row has takes no room.
        let columns = Column.all.filter { column in
            column.figure == order || shown.contains { $0.figure(column.figure) != 0 }
        }
        var table = NumberTable(columns.map(\.title) + ["FUNCTION"])
        for row in shown { table.add(columns.map { Plural.grouped(row.figure($0.figure)) }, row.name) }
        table.write(to: &writer)
        if shown.count < rows.count {
            writer.blank()
            writer.line(
                StyledText(
                    "\(Plural.of(rows.count - shown.count, "more function")); --top says how many are shown.", .faint))
        }
        let undecoded = rows.reduce(0) { $0 + $1.undecoded }
        guard undecoded > 0 else { return }
        writer.blank()
        writer.line(
            StyledText("\(Plural.of(undecoded, "byte")) of the code could not be decoded: data among assembly, mostly.")
        )
    }

    private var head: String {
        func sum(_ figure: Order) -> Int { rows.reduce(0) { $0 + $1.figure(figure) } }
        return "\(Plural.of(rows.count, "function")), \(Plural.of(sum(.size), "byte")) of code: "
            + "\(Plural.of(sum(.calls), "call")) and \(Plural.of(sum(.dynamic), "dynamic call")), "
            + "\(Plural.of(sum(.allocations), "allocation site")), "
            + "\(Plural.of(sum(.bounds), "bounds check")), \(Plural.of(sum(.barriers), "write barrier")); "
            + "\(sum(.inlined) == 1 ? "one body" : "\(Plural.grouped(sum(.inlined))) bodies") inlined."
    }

    /// What allocates, of the whole program.
    private func writeTargets(to writer: inout TextWriter) {
        guard rows.count == program.functions.count else { return }
        let allocators = program.targets.filter { $0.kind == .allocation }
        guard !allocators.isEmpty else { return }
        let words = allocators.prefix(6).map { "\($0.name.dropFirst(8)) \(Plural.grouped($0.count))" }
        let others = allocators.dropFirst(6).reduce(0) { $0 + $1.count }
        let rest = others > 0 ? ", others \(Plural.grouped(others))" : ""
        writer.line(StyledText("Allocated by \(words.joined(separator: ", "))\(rest).", .faint), hanging: 2)
    }

    // MARK: - JSON

    /// Schema `sonde.build.functions/1`.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.functions/1")
            json.member("file", program.executable.path)
            json.member("architecture", "\(program.executable.architecture)")
            json.member("count", rows.count)
            json.member("size", rows.reduce(0) { $0 + $1.size })
            json.member("runtimeCalls", array: program.targets) { json, target in
                json.onOneLine { json in
                    json.object {
                        $0.member("function", target.name)
                        $0.member("kind", "\(target.kind)")
                        $0.member("count", target.count)
                    }
                }
            }
            json.member("functions", array: shown) { json, row in json.onOneLine { write(row, to: &$0) } }
        }
    }

    private func write(_ row: ProgramFunction, to json: inout JSONWriter) {
        let (file, line) = program.declaration(row)
        json.object { json in
            json.member("name", row.name)
            json.member("package", row.package)
            json.member("cause", row.cause.rawValue)
            json.member("file", file)
            json.member("line", line)
            json.member("address", address: program.table.entry(row.index).rawValue)
            for (name, value) in row.members { json.member(name, value) }
        }
    }
}

extension ProgramFunction {
    fileprivate func figure(_ order: ProgramFunctionsReport.Order) -> Int {
        switch order {
        case .size: size
        case .frame: frame
        case .instructions: instructions
        case .calls: calls
        case .dynamic: dynamicCalls
        case .allocations: allocations
        case .bounds: boundsChecks
        case .panics: panics
        case .barriers: writeBarriers
        case .defers: defers
        case .go: goStatements
        case .maps: mapOperations
        case .interfaces: interfaceOperations
        case .channels: channelOperations
        case .inlined: inlinedBodies
        case .name: 0
        }
    }

    fileprivate var members: [(String, Int)] {
        [
            ("size", size), ("frame", frame), ("instructions", instructions), ("undecoded", undecoded),
            ("calls", calls), ("dynamicCalls", dynamicCalls), ("tailCalls", tailCalls), ("allocations", allocations),
            ("boundsChecks", boundsChecks), ("panics", panics), ("writeBarriers", writeBarriers), ("defers", defers),
            ("goStatements", goStatements), ("mapOperations", mapOperations),
            ("interfaceOperations", interfaceOperations), ("channelOperations", channelOperations),
            ("stackGrowths", stackGrowths), ("inlinedBodies", inlinedBodies),
        ]
    }
}
