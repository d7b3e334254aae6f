import Evidence
import Wire

/// A condition on events of system activity in sonde's query language, such as
/// `class == file and failed and under pid 12 and duration > 1ms`.
///
/// - Fields of text: `process` (short name), `image`, `command` (the whole command line), `folder` (working directory),
///   `class` (`process`, `file`, `registry`, `network`, `interprocess`, `memory`, `profiling`, `other`), `operation`,
///   `path`, `result`, `detail`, `stack` (each frame's function, and its file:line; the module where there is no
///   function), `function` (innermost frame outside of the standard library, or the innermost one), `column["Title"]`
///   (any column of Process Monitor by its title).
/// - Numbers: `pid`, `ppid`, `tid`, `status` (that the process exits with), `bytes` (that the call moved). Where there is
///   none every comparison is false.
/// - Durations: `time` (since the first event), `duration`; the latter is unknown for what had not ended.
/// - Facts: `failed`, `open` (had not ended).
/// - `under pid 12`, `under process == go`, `under command ~ "go test"`: the process, or one that it descends from.
///
/// Operators are those of `sonde goroutines --where`.
public struct ActivityQuery: Sendable {
    /// As it was given.
    public let text: String
    let expression: QueryExpression<ActivityQueryField>

    /// - Throws: `InputError` with code `usage`, which shows the query with a caret under the place.
    public init(parsing text: String) throws {
        self.text = text
        do {
            expression = try QueryExpression(parsing: text)
        } catch let error as QueryError {
            throw InputError(.usage, error.description)
        }
        if let name = Self.unknownClass(expression) {
            throw InputError(
                .usage, "“\(name)” is no class of events: \(Self.classes.sorted().joined(separator: ", "))")
        }
    }

    private static let classes = Set(ActivityClass.allCases.map { "\($0)" })

    /// What is compared with the class of events and is none.
    private static func unknownClass(_ expression: QueryExpression<ActivityQueryField>) -> String? {
        switch expression {
        case .all(let parts), .any(let parts): parts.lazy.compactMap { unknownClass($0) }.first
        case .not(let part), .under(let part), .held(let part, _): unknownClass(part)
        case .equals(.kind, let name) where !classes.contains(name): name
        default: nil
        }
    }

    /// Whether it asks for what stacks say, so that a source has to keep them.
    public var asksForStacks: Bool { Self.asks(expression) { $0 == .stack || $0 == .function } }

    private static func asks(
        _ expression: QueryExpression<ActivityQueryField>, _ isWanted: (ActivityQueryField) -> Bool
    ) -> Bool {
        switch expression {
        case .all(let parts), .any(let parts): parts.contains { asks($0, isWanted) }
        case .not(let part), .under(let part), .held(let part, _): asks(part, isWanted)
        case .present(let field), .equals(let field, _), .contains(let field, _), .matches(let field, _),
            .number(let field, _, _), .duration(let field, _, _):
            isWanted(field)
        }
    }
}

/// A field of events that a query asks about.
enum ActivityQueryField: QueryField {
    case process, image, command, folder
    case kind, operation, path, result, detail, stack, function
    case column(ProcmonColumn)
    case pid, ppid, tid, status, bytes
    case time, duration
    case failed, open

    var kind: QueryValueKind {
        switch self {
        case .process, .image, .command, .folder, .kind, .operation, .path, .result, .detail, .stack, .function,
            .column:
            .text
        case .pid, .ppid, .tid, .status, .bytes: .number
        case .time, .duration: .duration
        case .failed, .open: .flag
        }
    }

    init?(word: String) {
        guard let field = Self.named[word] else { return nil }
        self = field
    }

    var isSigned: Bool { self == .status }

    /// An empty key asks whether the word takes one.
    init?(word: String, key: String) {
        guard word == "column" else { return nil }
        if key.isEmpty {
            self = .column(.path)
        } else if let column = ProcmonColumn(named: key) {
            self = .column(column)
        } else {
            return nil
        }
    }

    private static let named: [String: ActivityQueryField] = [
        "process": .process, "image": .image, "command": .command, "folder": .folder, "class": .kind,
        "operation": .operation, "path": .path, "result": .result, "detail": .detail, "stack": .stack,
        "function": .function, "pid": .pid, "ppid": .ppid, "tid": .tid, "status": .status, "bytes": .bytes,
        "time": .time, "duration": .duration, "failed": .failed, "open": .open,
    ]

    static let names =
        "process, pid, ppid, tid, image, command, folder, status, class, operation, path, result, failed, detail, "
        + "bytes, time, duration, open, stack, function, column[\"Title\"] or under"

    static let ancestorNames: String? = "pid, ppid, process, image, command, folder or status"

    var isOfAncestors: Bool {
        switch self {
        case .pid, .ppid, .process, .image, .command, .folder, .status: true
        default: false
        }
    }
}
