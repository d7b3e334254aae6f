import Evidence

/// Places at which goroutines wait, numbered from 0: one for each stack and reason of the runtime.
public struct WaitSites: Sendable {
    public struct Site: Sendable {
        /// In the runtime's words; empty when unknown.
        public var reason: StringID
        public var stack: UInt32
        public var kind: WaitKind
    }

    public private(set) var sites: [Site] = []
    /// The newest site of each stack, by the stack's number; -1 for none.
    private var newest: [Int32] = []
    /// The site of the same stack before each site; -1 for none.
    private var older: [Int32] = []

    public init() {}

    public subscript(_ site: Int) -> Site { sites[site] }

    /// The number of the place where an interval was spent.
    @inline(__always)
    mutating func number(_ interval: GoroutineInterval, _ scene: TraceScene) -> Int {
        let index = Int(interval.stack)
        if index < newest.count {
            var site = newest[index]
            while site >= 0 {
                if sites[Int(site)].reason == interval.reason { return Int(site) }
                site = older[Int(site)]
            }
        }
        return add(interval, scene)
    }

    private mutating func add(_ interval: GoroutineInterval, _ scene: TraceScene) -> Int {
        let index = Int(interval.stack)
        newest.reach(index, with: -1)
        let kind = WaitKind(
            reason: scene.text(interval.reason), stack: scene.tables.functionNames(stack: interval.stack))
        older.append(newest[index])
        newest[index] = Int32(sites.count)
        sites.append(Site(reason: interval.reason, stack: interval.stack, kind: kind))
        return sites.count - 1
    }
}
