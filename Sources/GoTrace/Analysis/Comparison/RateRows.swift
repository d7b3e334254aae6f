import Evidence

/// What is measured of a trace in slices of time.
public enum MeasuredQuantity: String, Sendable, CaseIterable {
    /// Nanoseconds of goroutines of a group.
    case running, runnable
    /// Nanoseconds of goroutines of a group at a place.
    case systemCall, waiting
    /// Nanoseconds of goroutines of a group that assisted the collector.
    case assist
    /// Nanoseconds in which the world was stopped, and stops.
    case stopped, stops
    /// Collections that began.
    case collections
    /// Goroutines of a group that were created.
    case created
    /// Nanoseconds of processors: in goroutines, in the scheduler, kept for system calls.
    case processorRunning, processorScheduling, processorSystemCall
    /// Tasks of a type that began, requests for a handler that were served.
    case tasks, requests

    /// Whether it is a time; else a number.
    public var isTime: Bool {
        switch self {
        case .stops, .collections, .created, .tasks, .requests: false
        default: true
        }
    }

    /// Whether it is time that goroutines spend in one of their states.
    public var isState: Bool {
        switch self {
        case .running, .runnable, .systemCall, .waiting: true
        default: false
        }
    }
}

/// Numbers for everything that is measured of one trace.
struct RateRows: Sendable {
    struct Row: Sendable {
        var quantity: MeasuredQuantity
        /// -1 for none.
        var group: Int32
        /// Of a wait, in `sites`; -1 for none.
        var site: Int32 = -1
        /// Of a system call.
        var stack: UInt32 = 0
        /// Type of tasks, handler of requests.
        var name = StringID.empty
    }

    private(set) var rows: [Row] = []
    private(set) var sites = WaitSites()
    /// By group, running and runnable; -1 for none.
    private var groupRows: [Int32] = []
    private var waits = PlaceRows()
    private var calls = PlaceRows()
    private var others: [Key: Int] = [:]

    private struct Key: Hashable {
        var quantity: MeasuredQuantity
        var group: Int32
        var name: StringID
    }

    /// Rows by place and group; the group that was last at a place is found at once.
    private struct PlaceRows: Sendable {
        var lastGroup: [Int32] = []
        var lastRow: [Int32] = []
        var all: [UInt64: Int32] = [:]

        @inline(__always)
        func find(_ place: Int, _ group: Int32) -> Int? {
            place < lastGroup.count && lastGroup[place] == group ? Int(lastRow[place]) : nil
        }

        mutating func look(_ place: Int, _ group: Int32) -> Int? {
            guard let row = all[Self.key(place, group)] else { return nil }
            remember(place, group, row)
            return Int(row)
        }

        mutating func insert(_ place: Int, _ group: Int32, _ row: Int) {
            all[Self.key(place, group)] = Int32(row)
            remember(place, group, Int32(row))
        }

        private mutating func remember(_ place: Int, _ group: Int32, _ row: Int32) {
            lastGroup.reach(place, with: -1)
            lastRow.reach(place, with: -1)
            lastGroup[place] = group
            lastRow[place] = row
        }

        private static func key(_ place: Int, _ group: Int32) -> UInt64 {
            UInt64(UInt32(bitPattern: group)) << 32 | UInt64(UInt32(truncatingIfNeeded: place))
        }
    }

    /// The row of what a goroutine did in an interval; nil when that is not known. A number that `rows` does not have
    /// yet is the next one.
    ///
    /// A goroutine of which no stack was seen counts for the group of those: it would have a row for itself.
    @inline(__always)
    mutating func row(_ interval: GoroutineInterval, _ scene: TraceScene) -> Int? {
        let group = Self.group(interval.slot, scene)
        switch interval.state {
        case .running: return row(group: group, 0)
        case .runnable: return row(group: group, 1)
        case .syscall:
            let place = Int(interval.stack)
            if let row = calls.find(place, group) ?? calls.look(place, group) { return row }
            calls.insert(place, group, rows.count)
            rows.append(Row(quantity: .systemCall, group: group, stack: interval.stack))
        case .waiting:
            let site = sites.number(interval, scene)
            if let row = waits.find(site, group) ?? waits.look(site, group) { return row }
            waits.insert(site, group, rows.count)
            rows.append(Row(quantity: .waiting, group: group, site: Int32(site), stack: interval.stack))
        case .undetermined, .notExist: return nil
        }
        return rows.count - 1
    }

    static func group(_ slot: Int32, _ scene: TraceScene) -> Int32 {
        let group = scene.goroutines[Int(slot)].group
        return scene.groups.root(group) == .empty ? GoroutineGroups.unknown : scene.groups.resolve(group)
    }

    private mutating func row(group: Int32, _ state: Int) -> Int {
        let at = Int(group) * 2 + state
        if at < groupRows.count, groupRows[at] >= 0 { return Int(groupRows[at]) }
        groupRows.reach(at, with: -1)
        groupRows[at] = Int32(rows.count)
        rows.append(Row(quantity: state == 0 ? .running : .runnable, group: group))
        return rows.count - 1
    }

    /// The row of something else.
    mutating func row(_ quantity: MeasuredQuantity, group: Int32 = -1, name: StringID = .empty) -> Int {
        let key = Key(quantity: quantity, group: group, name: name)
        if let known = others[key] { return known }
        others[key] = rows.count
        rows.append(Row(quantity: quantity, group: group, name: name))
        return rows.count - 1
    }
}
