import Evidence

/// What is measured, in words that mean the same in another trace.
public struct MeasuredKey: Hashable, Sendable {
    public var quantity: MeasuredQuantity
    /// Function with which the goroutines began; empty when unknown, or of what is of no goroutine.
    public var root = ""
    /// What is waited for, or which system call it is; type of tasks, handler of requests.
    public var what = ""
    /// The function of the program's own that waits, or calls the system; where there is none the innermost that is
    /// not of the runtime.
    public var place = ""

    /// The same without what the compiler numbers.
    var canonical: MeasuredKey {
        MeasuredKey(quantity: quantity, root: Self.canonical(root), what: what, place: Self.canonical(place))
    }

    private static func canonical(_ name: String) -> String {
        String(decoding: CanonicalFunctionName.canonical(name.utf8), as: UTF8.self)
    }
}

/// The measures of one trace, by texts.
public struct MeasuredTrace: Sendable {
    public struct Row: Sendable {
        public var key: MeasuredKey
        /// Sum in each slice.
        var slices: [Int64]
        /// A stack at that place, of the trace's own numbers; 0 for none.
        public var stack: UInt32
        /// Whether it is the rest of goroutines that have nothing to do; see `IdlePattern`.
        public var isIdle: Bool
        var longest: Int64 = 0

        var sum: Int64 { slices.reduce(0, &+) }
    }

    public let name: String
    public let scene: TraceScene
    /// Nanoseconds of what is looked at.
    public let duration: Int64
    public private(set) var rows: [Row] = []
    let shift: Int
    let instances: [MeasuredInstances]
    /// For each number of `RateRows` the index in `rows`.
    private(set) var rowIndexes: [Int] = []

    /// - Parameter isOwn: whether a function belongs to the program, not to Go's standard library.
    public init(_ pass: TracePass, name: String, isOwn: @escaping (String) -> Bool) {
        let measures = pass.result(TraceMeasures.self)
        self.name = name
        scene = pass.scene
        duration = max(scene.end &- scene.start, 0)
        shift = measures.sums.shift
        instances = [MeasuredInstances(.ready, durations: measures.latencies)] + measures.instances.all
        var naming = RowNames(scene: pass.scene, isOwn: isOwn)
        var indexes: [MeasuredKey: Int] = [:]
        for (number, row) in measures.rows.rows.enumerated() {
            let key = naming.key(row, measures.rows)
            let slices = measures.sums.slices(row: number, shift: shift)
            let sum = slices.reduce(0, &+)
            let isIdle = naming.isIdle(row, key, measures)
            if let index = indexes[key] {
                for slice in slices.indices { rows[index].slices[slice] &+= slices[slice] }
                // What most of the time is spent with counts.
                if sum > rows[index].longest {
                    rows[index].longest = sum
                    rows[index].stack = row.stack
                    rows[index].isIdle = isIdle
                }
                rowIndexes.append(index)
            } else {
                indexes[key] = rows.count
                rowIndexes.append(rows.count)
                rows.append(Row(key: key, slices: slices, stack: row.stack, isIdle: isIdle, longest: sum))
            }
        }
    }

    /// Measures that come from elsewhere: tests draw them.
    init(name: String, duration: Int64, shift: Int, rows: [Row], instances: [MeasuredInstances]) {
        self.name = name
        self.duration = duration
        self.shift = shift
        self.rows = rows
        self.instances = instances
        scene = TraceScene()
    }

    /// Whether there is something that times can be taken for.
    public func has(_ unit: TraceComparison.Unit) -> Bool {
        switch unit {
        case .second: duration > 0
        case .task(let type): count(.tasks, what: type).contains { $0 > 0 }
        case .request: count(.requests).contains { $0 > 0 }
        }
    }

    /// How often something was begun or served, in slices.
    func count(_ quantity: MeasuredQuantity, what: String? = nil) -> [Int64] {
        var result = [Int64](repeating: 0, count: SliceSums.limit)
        for row in rows where row.key.quantity == quantity && (what == nil || row.key.what == what) {
            for slice in row.slices.indices { result[slice] &+= row.slices[slice] }
        }
        return result
    }
}

/// Texts for the rows of a trace.
private struct RowNames {
    let scene: TraceScene
    let isOwn: (String) -> Bool
    private var places: [UInt32: String] = [:]

    init(scene: TraceScene, isOwn: @escaping (String) -> Bool) {
        self.scene = scene
        self.isOwn = isOwn
    }

    mutating func key(_ row: RateRows.Row, _ rows: RateRows) -> MeasuredKey {
        var key = MeasuredKey(quantity: row.quantity)
        if row.group >= 0 { key.root = scene.text(scene.groups.root(row.group)) }
        switch row.quantity {
        case .waiting:
            let site = rows.sites[Int(row.site)]
            key.what = site.kind.rawValue
            key.place = place(site.stack)
        case .systemCall:
            key.what = SystemCallName.name(stack: scene.tables.functionNames(stack: row.stack))
            key.place = place(row.stack)
        default: key.what = scene.text(row.name)
        }
        return key
    }

    private mutating func place(_ stack: UInt32) -> String {
        if let known = places[stack] { return known }
        let names = scene.tables.functionNames(stack: stack)
        let place = names.first(where: isOwn) ?? names.first { !Self.isPlumbing($0) } ?? names.first ?? ""
        places[stack] = place
        return place
    }

    private static func isPlumbing(_ name: String) -> Bool {
        ["runtime.", "sync.", "internal/", "syscall.", "reflect.", "time."].contains { name.hasPrefix($0) }
    }

    func isIdle(_ row: RateRows.Row, _ key: MeasuredKey, _ measures: TraceMeasures) -> Bool {
        if IdlePattern.isTracer(root: key.root) { return true }
        guard row.quantity == .waiting || row.quantity == .systemCall else { return false }
        let site = row.site >= 0 ? Int(row.site) : nil
        return IdlePattern(
            root: key.root, kind: site.map { measures.rows.sites[$0].kind } ?? .unknown,
            names: scene.tables.functionNames(stack: row.stack),
            isLoop: site.map { measures.loops.isLoop($0) } ?? false,
            isInRegion: false) != nil
    }
}
