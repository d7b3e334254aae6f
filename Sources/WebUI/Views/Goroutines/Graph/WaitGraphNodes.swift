import Diagnosis
import GoProcess

/// Puts goroutines and objects of a look into nodes: the first step to a `WaitGraph`.
struct WaitGraphNodes {
    let snapshot: GoroutineSnapshot
    let facts: WaitForFacts
    /// Waits that nobody is known to end take part.
    let includesOpen: Bool
    /// By goroutine: its node, or -1.
    private(set) var goroutineNodes: [Int32]
    /// By object: its node, or -1.
    private(set) var objectNodes: [Int32]
    private(set) var nodes: [WaitGraph.Node] = []
    private(set) var cycleCount = 0
    private(set) var openWaiting = 0

    /// Larger cycles are drawn group by group.
    private static let cycleLimit = 24

    private var graph: WaitForGraph { facts.graph }

    /// - Parameters:
    ///   - groups: by goroutine, the number of its group.
    ///   - isActive: by goroutine, whether it is shown for itself; what it waits for, and on whom, is shown anyway.
    init(
        _ snapshot: GoroutineSnapshot, _ facts: WaitForFacts, groups: [UInt32], isActive: [Bool]?, includesOpen: Bool
    ) {
        self.snapshot = snapshot
        self.facts = facts
        self.includesOpen = includesOpen
        goroutineNodes = Array(repeating: -1, count: snapshot.goroutines.count)
        objectNodes = Array(repeating: -1, count: snapshot.objects.count)
        let taking = takingPart(isActive)
        let levels = WaitGraphLevels(facts)
        placeGoroutines(taking.goroutines, groups, levels)
        placeObjects(taking.objects, levels)
        for cycle in facts.components.cycles { mark(cycle) }
        for root in facts.roots where !root.isCycle {
            guard let first = root.goroutines.first, goroutineNodes[Int(first)] >= 0 else { continue }
            nodes[Int(goroutineNodes[Int(first)])].rootWaiting = root.waitingCount
        }
    }

    /// Waits at an object that are drawn: a select that has another way out does not wait for it.
    func isDrawn(_ goroutine: UInt32) -> Bool { includesOpen || graph.isBlocked[Int(goroutine)] }

    // MARK: Who takes part

    private mutating func takingPart(_ isActive: [Bool]?) -> (goroutines: [Bool], objects: [Bool]) {
        var goroutines = [Bool](repeating: false, count: graph.goroutineCount)
        var objects = [Bool](repeating: false, count: graph.objectCount)
        var work: [UInt32] = []
        for index in 0..<graph.goroutineCount where isActive?[index] ?? true {
            let goroutine = UInt32(index)
            guard !graph.objects(of: goroutine).isEmpty else { continue }
            if !graph.isBlocked[index], hasOpenWait(goroutine) { openWaiting += 1 }
            guard isDrawn(goroutine) else { continue }
            goroutines[index] = true
            work.append(goroutine)
        }
        while let goroutine = work.popLast() {
            guard isDrawn(goroutine) else { continue }
            for object in graph.objects(of: goroutine) where !objects[Int(object)] {
                let blockers = graph.blockers(of: object)
                if blockers.isEmpty, !includesOpen { continue }
                objects[Int(object)] = true
                for blocker in blockers where !goroutines[Int(blocker.goroutine)] {
                    goroutines[Int(blocker.goroutine)] = true
                    work.append(blocker.goroutine)
                }
            }
        }
        return (goroutines, objects)
    }

    private func hasOpenWait(_ goroutine: UInt32) -> Bool {
        graph.objects(of: goroutine).contains { graph.blockers(of: $0).isEmpty }
    }

    // MARK: Nodes

    private enum Key: Hashable {
        case alone(UInt32)
        /// Of one stack, and as far from the end; -1 for those behind whom nobody waits.
        case group(UInt32, level: Int32)
        case cycle(UInt32, group: UInt32)
        case object(WaitObjectID)
        case objects(kind: Int, level: Int32, waiters: UInt64, blockers: UInt64)
    }

    private mutating func placeGoroutines(_ taking: [Bool], _ groups: [UInt32], _ levels: WaitGraphLevels) {
        var numbers: [Key: Int32] = [:]
        let roots = Set(facts.roots.lazy.filter { !$0.isCycle }.flatMap(\.goroutines))
        for index in taking.indices where taking[index] {
            let goroutine = UInt32(index)
            let component = facts.components.component[index]
            let key: Key
            if roots.contains(goroutine) {
                key = .alone(goroutine)
            } else if component == .max {
                key = .group(groups[index], level: -1)
            } else if levels.cycleSizes[component] != nil {
                key = isSmall(component, levels) ? .alone(goroutine) : .cycle(component, group: groups[index])
            } else {
                key = .group(groups[index], level: levels.level(component))
            }
            let node = number(key, &numbers, isObject: false)
            goroutineNodes[index] = node
            nodes[Int(node)].append(goroutine)
        }
    }

    private func isSmall(_ component: UInt32, _ levels: WaitGraphLevels) -> Bool {
        (levels.cycleSizes[component] ?? 0) <= 2 * Self.cycleLimit
    }

    private mutating func placeObjects(_ taking: [Bool], _ levels: WaitGraphLevels) {
        var numbers: [Key: Int32] = [:]
        // Each node remembers the last object that it was counted for, so that it counts once.
        var last = [Int32](repeating: -1, count: nodes.count)
        for index in taking.indices where taking[index] {
            let object = WaitObjectID(index)
            let component = facts.components.component[graph.goroutineCount + index]
            let key: Key
            if component != .max, levels.cycleSizes[component] != nil, isSmall(component, levels) {
                key = .object(object)
            } else {
                var sums: (waiters: UInt64, blockers: UInt64) = (0, 0)
                for waiter in graph.waiters(of: object) where isDrawn(waiter) {
                    Self.add(goroutineNodes[Int(waiter)], Int32(index) * 2, &last, &sums.waiters)
                }
                for blocker in graph.blockers(of: object) {
                    Self.add(goroutineNodes[Int(blocker.goroutine)], Int32(index) * 2 + 1, &last, &sums.blockers)
                }
                key = .objects(
                    kind: kind(object), level: component == .max ? -1 : levels.level(component),
                    waiters: sums.waiters, blockers: sums.blockers)
            }
            let node = number(key, &numbers, isObject: true)
            objectNodes[index] = node
            nodes[Int(node)].append(object)
        }
    }

    private static func add(_ node: Int32, _ stamp: Int32, _ last: inout [Int32], _ sum: inout UInt64) {
        guard node >= 0, last[Int(node)] != stamp else { return }
        last[Int(node)] = stamp
        var hash = (UInt64(node) &+ 1) &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ hash >> 29) &* 0xd6e8_feb8_6659_fd93
        sum &+= hash ^ hash >> 32
    }

    private func kind(_ object: WaitObjectID) -> Int {
        switch snapshot.objects[Int(object)].kind {
        case .channel(let facts): facts.isTimer ? 1 : 0
        case .mutex: 2
        case .rwMutex: 3
        case .waitGroup: 4
        case .cond: 5
        case .semaphore: 6
        case .descriptor: 7
        case .coroutine: 8
        }
    }

    /// The node of a key; a new one is empty.
    private mutating func number(_ key: Key, _ numbers: inout [Key: Int32], isObject: Bool) -> Int32 {
        if let known = numbers[key] { return known }
        let number = Int32(nodes.count)
        numbers[key] = number
        nodes.append(WaitGraph.Node(content: isObject ? .objects([]) : .goroutines([])))
        return number
    }

    private mutating func mark(_ cycle: [UInt32]) {
        let members = cycle.map { node in
            Int(node) < graph.goroutineCount
                ? goroutineNodes[Int(node)] : objectNodes[Int(node) - graph.goroutineCount]
        }
        guard members.contains(where: { $0 >= 0 }) else { return }
        cycleCount += 1
        for node in members where node >= 0 { nodes[Int(node)].cycle = cycleCount }
    }
}

extension WaitGraph.Node {
    /// Adds a member in place: a node may get a million of them.
    fileprivate mutating func append(_ member: UInt32) {
        switch content {
        case .goroutines(var list):
            content = .goroutines([])
            list.append(member)
            content = .goroutines(list)
        case .objects(var list):
            content = .objects([])
            list.append(member)
            content = .objects(list)
        }
    }
}

/// How far each component of a wait-for graph is from the end of its longest path.
struct WaitGraphLevels {
    private var levels: [Int32]
    /// Goroutines and objects of the components that are cycles.
    let cycleSizes: [UInt32: Int]

    init(_ facts: WaitForFacts) {
        let (graph, components) = (facts.graph, facts.components)
        levels = Array(repeating: 0, count: Int(components.count))
        var sizes: [UInt32: Int] = [:]
        for cycle in components.cycles {
            if let first = cycle.first { sizes[components.component[Int(first)]] = cycle.count }
        }
        cycleSizes = sizes
        // Tarjan numbers a component after all that it leads to.
        for node in Self.byComponent(components) {
            let part = components.component[Int(node)]
            var level = levels[Int(part)]
            func pass(_ next: UInt32) {
                if next != .max, next != part { level = max(level, levels[Int(next)] + 1) }
            }
            if Int(node) < graph.goroutineCount {
                guard graph.isBlocked[Int(node)] else { continue }
                for object in graph.objects(of: node) { pass(components.component[graph.goroutineCount + Int(object)]) }
            } else {
                for blocker in graph.blockers(of: WaitObjectID(Int(node) - graph.goroutineCount)) {
                    pass(components.component[Int(blocker.goroutine)])
                }
            }
            levels[Int(part)] = level
        }
    }

    func level(_ component: UInt32) -> Int32 { levels[Int(component)] }

    private static func byComponent(_ components: StronglyConnected) -> [UInt32] {
        var starts = [UInt32](repeating: 0, count: Int(components.count) + 1)
        for part in components.component where part != .max { starts[Int(part) + 1] += 1 }
        for part in 0..<Int(components.count) { starts[part + 1] += starts[part] }
        var order = [UInt32](repeating: 0, count: Int(starts[Int(components.count)]))
        for (node, part) in components.component.enumerated() where part != .max {
            order[Int(starts[Int(part)])] = UInt32(node)
            starts[Int(part)] += 1
        }
        return order
    }
}
