import Wire

/// A call that began on a line of its own, and ends on a later one.
struct StraceOpenCall {
    /// Where its text stands in the file, from its name.
    var text: Range<Int>
    /// The number of its event since the begin of the log.
    var event: Int
    var time: Int64
}

/// The threads of a log.
struct StraceThreads {
    struct Thread {
        var id: UInt32
        /// In `ActivityTables.processes`.
        var process: Int32
        var call: StraceOpenCall?
    }

    private(set) var all: [Thread] = []
    private var places: [UInt32: Int] = [:]
    private var last = -1

    /// The place of a thread; nil when it is not known, or has ended.
    mutating func find(_ id: UInt32) -> Int? {
        if last >= 0, last < all.count, all[last].id == id { return last }
        guard let place = places[id] else { return nil }
        last = place
        return place
    }

    mutating func add(_ id: UInt32, process: Int32) -> Int {
        places[id] = all.count
        all.append(Thread(id: id, process: process))
        last = all.count - 1
        return last
    }

    mutating func end(_ place: Int) {
        places[all[place].id] = nil
        guard place != all.count - 1 else {
            all.removeLast()
            return
        }
        all[place] = all.removeLast()
        places[all[place].id] = place
    }

    /// The thread is known by another id from now on.
    mutating func rename(_ place: Int, _ id: UInt32) {
        if places[all[place].id] == place { places[all[place].id] = nil }
        all[place].id = id
        places[id] = place
    }

    subscript(_ place: Int) -> Thread {
        get { all[place] }
        _modify { yield &all[place] }
    }

    /// The first event whose call has not ended.
    var oldestOpenEvent: Int? { all.lazy.compactMap { $0.call?.event }.min() }
}

/// Runs ahead in a log for what calls that make threads return: a new thread's first line may come before that.
struct StraceBirths {
    struct Birth {
        var parent: UInt32?
        var offset: Int
    }

    private var position = 0
    /// Of threads that have not been met yet, in the order of the log.
    private var births: [UInt32: [Birth]] = [:]
    /// Threads that were made known by `find`, whose call has not returned yet.
    private var announced: Set<UInt32> = []
    private var line: [UInt8] = []

    mutating func announce(_ id: UInt32) { announced.insert(id) }

    /// Whether a thread was made known before its call returned, as it does now.
    mutating func isAnnounced(_ id: UInt32) -> Bool { announced.remove(id) != nil }

    /// The call that makes a thread whose first line stands at `offset`; nil when none returns it.
    mutating func find(_ id: UInt32, _ bytes: Bytes, from offset: Int) -> Birth? {
        position = max(position, offset)
        while true {
            if let found = births[id]?.first(where: { $0.offset >= offset }) {
                births[id]?.removeAll { $0.offset <= found.offset }
                return found
            }
            guard position < bytes.count else { return nil }
            let end = bytes.lineEnd(from: position)
            read(bytes, position..<end)
            position = end + 1
        }
    }

    private mutating func read(_ bytes: Bytes, _ range: Range<Int>) {
        line.removeAll(keepingCapacity: true)
        // A head of at most 64 bytes, and the longest word of those looked for.
        bytes.append(range.lowerBound..<min(range.upperBound, range.lowerBound + 96), to: &line)
        let head = StraceLineHead(line, from: 0)
        var at = head.body
        if StraceText.starts(line, at, "<... ") { at += 5 }
        guard
            StraceText.starts(line, at, "clone") || StraceText.starts(line, at, "fork")
                || StraceText.starts(line, at, "vfork")
        else { return }
        line.removeAll(keepingCapacity: true)
        bytes.append(range, to: &line)
        var equals = line.count - 1
        while equals > at, line[equals] != UInt8(ascii: "=") { equals -= 1 }
        guard equals > at, equals + 2 < line.count, line[equals - 1] == UInt8(ascii: " ") else { return }
        let result = StraceResult(line, (equals + 2)..<line.count)
        guard let value = result.value, let child = UInt32(exactly: value), child > 0 else { return }
        births[child, default: []].append(Birth(parent: head.thread, offset: range.lowerBound))
    }
}
