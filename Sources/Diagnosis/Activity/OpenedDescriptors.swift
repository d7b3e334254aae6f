import Evidence
import SystemActivity

/// Who opens descriptors, and how many of them are closed again while it is recorded.
struct OpenedDescriptors: Sendable {
    struct Opening: Sendable {
        var opened = 0
        var closed = 0
        /// One of the stacks.
        var stack: UInt32
    }

    /// By stack.
    private(set) var openings: [UInt32: Opening] = [:]
    /// By whom what is open was opened.
    private var open: [Int32: UInt32] = [:]

    private static let opening: Set<String> = [
        "open", "openat", "openat2", "creat", "socket", "accept", "accept4", "memfd_create", "epoll_create1",
        "eventfd2",
        "timerfd_create", "inotify_init1", "dup",
    ]
    private var kinds: [StringID: Bool?] = [:]

    mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        switch isOpening(event.operation, tables) {
        case true?:
            guard event.duration >= 0, let number = Int32(tables.strings[event.result]), number >= 0 else { return }
            openings[event.stack, default: Opening(stack: event.stack)].opened += 1
            open[number] = event.stack
        case false?:
            guard let stack = open.removeValue(forKey: event.descriptor) else { return }
            openings[stack]?.closed += 1
        case nil: return
        }
    }

    /// True for what opens, false for `close`, nil for anything else.
    private mutating func isOpening(_ operation: StringID, _ tables: ActivityTables) -> Bool? {
        if let known = kinds[operation] { return known }
        let name = tables.strings[operation]
        let kind: Bool? = Self.opening.contains(name) ? true : name == "close" ? false : nil
        kinds[operation] = .some(kind)
        return kind
    }

    /// The place of the program that leaves most open.
    static func left(
        _ activity: ActivityEvidence
    ) -> (place: String, frames: [ResolvedFrame], opened: Int, closed: Int)? {
        var places: [String: (frames: [ResolvedFrame], opened: Int, closed: Int)] = [:]
        for opening in activity.opened.openings.values {
            let frames = activity.ownFrames(opening.stack)
            guard let place = activity.place(frames) else { continue }
            var sums = places[place] ?? (frames, 0, 0)
            sums.opened += opening.opened
            sums.closed += opening.closed
            places[place] = sums
        }
        let most = places.max {
            ($0.value.opened - $0.value.closed, $1.key) < ($1.value.opened - $1.value.closed, $0.key)
        }
        guard let most, most.value.opened - most.value.closed >= 3, most.value.closed * 2 <= most.value.opened else {
            return nil
        }
        return (most.key, most.value.frames, most.value.opened, most.value.closed)
    }
}
