import Evidence
import Wire

/// Texts of the columns that are the same in all events of a process, made once.
struct ProcmonProcessTexts: Sendable {
    private var arena: [UInt8] = []
    /// Ends of the texts, for each process one for each column of `columns`.
    private var ends: [Int] = []

    /// The columns, with their places in `ends`.
    static let columns: [ProcmonColumn] = [
        .processName, .processID, .imagePath, .company, .description, .version, .user, .authenticationID, .session,
        .commandLine, .virtualized, .integrity, .parentID, .architecture,
    ]
    /// By raw value of a column; -1 for others.
    private static let places: [Int] = ProcmonColumn.allCases.map { columns.firstIndex(of: $0) ?? -1 }

    /// - Parameter finish: changes a text into the form of a file; it is given where the text begins.
    init(_ tables: ActivityTables, finish: (inout [UInt8], Int) -> Void = { _, _ in }) {
        for process in tables.processes {
            for column in Self.columns {
                let start = arena.count
                Self.append(column, of: process, tables, to: &arena)
                finish(&arena, start)
                ends.append(arena.count)
            }
        }
    }

    /// - Returns: false when the column is none of processes.
    @inline(__always)
    func append(_ column: ProcmonColumn, process: Int32, to text: inout [UInt8]) -> Bool {
        let place = Self.places[Int(column.rawValue)]
        if place < 0 { return false }
        guard process >= 0 else { return true }
        let index = Int(process) * Self.columns.count + place
        guard index < ends.count else { return true }
        text += arena[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
        return true
    }

    /// The text of a process' column as Process Monitor prints it.
    static func append(
        _ column: ProcmonColumn, of process: ActivityProcess, _ tables: ActivityTables, to text: inout [UInt8]
    ) {
        func put(_ string: StringID) { text += tables.strings.bytes(string) }
        let windows = process.windows
        switch column {
        case .processName: put(process.name)
        case .processID: text.append(decimal: UInt64(process.id))
        case .imagePath: put(process.image)
        case .company: put(windows?.company ?? .empty)
        case .description: put(windows?.description ?? .empty)
        case .version: put(windows?.version ?? .empty)
        case .user: put(process.user)
        case .authenticationID:
            guard let identity = windows?.authenticationID else { return }
            text.append(hex: identity >> 32, digits: 8)
            text.append(UInt8(ascii: ":"))
            text.append(hex: identity & 0xffff_ffff, digits: 8)
        case .session: if let windows { text.append(decimal: UInt64(windows.session)) }
        case .commandLine:
            if process.arguments.isEmpty { return put(process.commandLine) }
            for (index, argument) in process.arguments.enumerated() {
                if index > 0 { text.append(UInt8(ascii: " ")) }
                put(argument)
            }
        case .virtualized:
            guard let windows else { return }
            text.append(text: windows.isVirtualized.map { $0 ? "True" : "False" } ?? "n/a")
        case .integrity: put(windows?.integrity ?? .empty)
        case .parentID: text.append(decimal: UInt64(process.parentID))
        case .architecture: text.append(text: process.is32Bit ? "32-bit" : "64-bit")
        default: break
        }
    }
}
