import Wire

/// An action of the go command, as `go build -debug-actiongraph=FILE` writes it (cmd/go/internal/work, `actionJSON`;
/// undocumented).
public struct GoBuildAction: Sendable, Equatable {
    public var id = 0
    /// `build`, `link`, `build check cache`, `link-install`, `vet`, …
    public var mode = ""
    public var package = ""
    /// Ids of the actions that it waits for.
    public var dependencies: [Int] = []
    /// Its folder in the work folder, such as `/tmp/go-build123/b001/`.
    public var objectFolder = ""
    public var target = ""
    public var priority = 0
    public var built = ""
    public var actionID = ""
    public var buildID = ""
    /// Whether it had to be done, since the cache did not have it.
    public var isNeeded = false
    public var hasFailed = false
    /// Nanoseconds since 1970 in UTC; nil when it never came to that. When all that it waits for was there, when it
    /// began, when it was done.
    public var ready: Int64?
    public var start: Int64?
    public var done: Int64?
    /// Command lines that it ran.
    public var commands: [String] = []
    /// Nanoseconds that those took: by the clock, in their code, and in the kernel.
    public var commandTime: Int64 = 0
    public var commandUserTime: Int64 = 0
    public var commandSystemTime: Int64 = 0

    public init() {}
}

/// The actions of a build of the go command.
public enum GoActionGraph {
    /// The most actions that are read; a build of a large program has some thousand.
    private static let limit = 1 << 22

    /// All actions, in the order of the file.
    /// - Throws: `malformed`, `truncated`, `tooLarge`; `notRecognised` when the JSON is another.
    public static func read(_ bytes: Bytes) throws(InputError) -> [GoBuildAction] {
        var reader = JSONReader(bytes, depthLimit: 16)
        guard try reader.next() == .arrayBegin else { throw notActions(0) }
        var actions: [GoBuildAction] = []
        while let token = try reader.next(), token != .arrayEnd {
            guard token == .objectBegin, actions.count < limit else { throw notActions(reader.tokenOffset) }
            let offset = reader.tokenOffset
            let (action, isAction) = try read(&reader)
            guard isAction else { throw notActions(offset) }
            actions.append(action)
        }
        _ = try reader.next()
        return actions
    }

    private static func notActions(_ offset: Int) -> InputError {
        InputError(
            .notRecognised, "is no list of actions: write one with go build -debug-actiongraph=FILE",
            offset: UInt64(offset))
    }

    private static func read(_ reader: inout JSONReader) throws(InputError) -> (GoBuildAction, isAction: Bool) {
        var action = GoBuildAction()
        var hasID = false
        var hasMode = false
        while let token = try reader.next(), token != .objectEnd {
            let key = reader.string
            let value = try reader.next()
            switch (key, value) {
            case ("ID", .number): (action.id, hasID) = (integer(reader), true)
            case ("Mode", .string): (action.mode, hasMode) = (reader.string, true)
            case ("Deps", .arrayBegin): action.dependencies = try list(&reader) { integer($0) }
            case ("Cmd", .arrayBegin): action.commands = try list(&reader) { $0.string }
            case ("NeedBuild", .boolean(let isNeeded)): action.isNeeded = isNeeded
            case ("Failed", .boolean(let hasFailed)): action.hasFailed = hasFailed
            case (_, .string): take(key, reader.string, &action)
            case (_, .number): take(key, integer(reader), &action)
            default: try reader.skip(value)
            }
        }
        return (action, hasID && hasMode)
    }

    private static func integer(_ reader: JSONReader) -> Int { reader.integer.flatMap { Int(exactly: $0) } ?? 0 }

    private static func list<T>(_ reader: inout JSONReader, _ element: (JSONReader) -> T) throws(InputError) -> [T] {
        var all: [T] = []
        while let token = try reader.next(), token != .arrayEnd {
            if token == .number || token == .string { all.append(element(reader)) } else { try reader.skip(token) }
        }
        return all
    }

    private static func take(_ key: String, _ text: String, _ action: inout GoBuildAction) {
        switch key {
        case "Package": action.package = text
        case "Objdir": action.objectFolder = text
        case "Target": action.target = text
        case "Built": action.built = text
        case "ActionID": action.actionID = text
        case "BuildID": action.buildID = text
        case "TimeReady": action.ready = GoTime.nanoseconds(text)
        case "TimeStart": action.start = GoTime.nanoseconds(text)
        case "TimeDone": action.done = GoTime.nanoseconds(text)
        default: break
        }
    }

    private static func take(_ key: String, _ number: Int, _ action: inout GoBuildAction) {
        switch key {
        case "Priority": action.priority = number
        case "CmdReal": action.commandTime = Int64(number)
        case "CmdUser": action.commandUserTime = Int64(number)
        case "CmdSys": action.commandSystemTime = Int64(number)
        default: break
        }
    }
}

/// Times as Go writes them to JSON (RFC 3339).
enum GoTime {
    /// Nanoseconds since 1970 in UTC of `2026-11-21T22:05:20.360301741Z` or `…+02:00`; nil for what is no time, and for
    /// the zero time of the year 1.
    static func nanoseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        var at = 0
        func number(_ digits: Int) -> Int64? {
            guard bytes.count - at >= digits else { return nil }
            var value: Int64 = 0
            for byte in bytes[at..<(at + digits)] {
                guard byte &- 48 < 10 else { return nil }
                value = value * 10 + Int64(byte &- 48)
            }
            at += digits
            return value
        }
        func skip(_ byte: Character) -> Bool {
            guard at < bytes.count, bytes[at] == byte.asciiValue else { return false }
            at += 1
            return true
        }
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("T"),
            let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2), year > 1600,
            year < 2262, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var fraction: Int64 = 0
        if skip(".") {
            var scale: Int64 = 100_000_000
            while let digit = number(1) {
                fraction += digit * scale
                scale /= 10
            }
        }
        var offset: Int64 = 0
        if !skip("Z") {
            let isEast = skip("+")
            guard isEast || skip("-"), let hours = number(2), skip(":"), let minutes = number(2) else { return nil }
            offset = (hours * 3600 + minutes * 60) * (isEast ? 1 : -1)
        }
        guard at == bytes.count else { return nil }
        let seconds = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : product &+ fraction
    }

    /// Days since 1970-01-01 of the Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        // Years that begin in March: the leap day is their last.
        let era = year / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
