import GoProfile
import Report

/// Which stacks a flame graph shows, and from where.
struct FlameQuery: Sendable {
    /// What stands at the top.
    enum Direction: String, Sendable {
        /// Where stacks begin.
        case down
        /// The innermost functions.
        case inverted
        /// Only what one function calls, or only who calls it.
        case callees, callers
    }

    var source: Int
    /// The older side of a comparison: `DOCUMENT.SOURCE`.
    var base: String
    var type: String
    var direction: Direction
    /// The function of `callees` and `callers`.
    var function: String
    /// Key of the label whose values stand above the stacks.
    var label: String
    var focus: String
    var ignore: String
    var tagFocus: String
    /// Frames are lines and not functions.
    var hasLines: Bool
    /// Of a trace: the window, in nanoseconds since its begin, and what of it.
    var from: Int64?
    var to: Int64?
    var kind: TraceWindowProfile
    /// Of system activity: the events whose stacks are meant.
    var events: EventFilter

    /// - Throws: 400 for what cannot be meant.
    init(_ request: PageRequest) throws {
        source = try request.integer("source") ?? -1
        base = request.query["base"] ?? ""
        type = request.query["type"] ?? ""
        guard let direction = Direction(rawValue: request.query["direction"] ?? "down") else {
            throw PageError(400, "direction is down, inverted, callees or callers.")
        }
        self.direction = direction
        function = request.query["function"] ?? ""
        label = request.query["label"] ?? ""
        focus = request.query["focus"] ?? ""
        ignore = request.query["ignore"] ?? ""
        tagFocus = request.query["tags"] ?? ""
        hasLines = request.flag("lines")
        from = try request.integer("from").map { Int64($0) }
        to = try request.integer("to").map { Int64($0) }
        guard let kind = TraceWindowProfile(rawValue: request.query["kind"] ?? "cpu") else {
            throw PageError(400, "kind is cpu, wait, sched or syscall.")
        }
        self.kind = kind
        events = try EventFilter(request, prefix: "e")
        if [.callees, .callers].contains(direction), function.isEmpty {
            throw PageError(400, "Callers and callees are of a function.")
        }
    }

    /// All that the stacks depend on.
    var key: String {
        [
            "\(source)", base, type, direction.rawValue, function, label, focus, ignore, tagFocus, "\(hasLines)",
            "\(from ?? -1)", "\(to ?? -1)", kind.rawValue, events.key,
        ].joined(separator: "\u{0}")
    }

    /// pprof's own filters do the work.
    var options: PprofOptions {
        var options = PprofOptions()
        options.sampleIndex = type
        options.granularity = hasLines ? .lines : .functions
        options.focus = focus
        options.ignore = ignore
        options.tagFocus = tagFocus
        options.tagRoot = label
        options.isDiffBase = !base.isEmpty
        return options
    }

    /// The function that stacks are cut at.
    var center: String? { direction == .callees || direction == .callers ? function : nil }

    var isInverted: Bool { direction == .inverted || direction == .callers }

    /// The text as a regular expression that matches nothing else.
    static func quoted(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\.+*?()|[]{}^$".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
