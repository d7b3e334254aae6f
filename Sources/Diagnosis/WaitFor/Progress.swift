import GoProcess

/// Which goroutines can still get on, given who serves what: the least fixed point of
///
/// - a goroutine that is not blocked can get on, unless it is proved that nobody reaches what it waits for;
/// - a blocked one can when one of the objects that it waits for can be served;
/// - a lock can be served when all who hold it can get on, or one of those who may hold it; any other object when one
///   of those who could act can.
///
/// What is left is stopped for ever, if the blockers are right. Cycles alone prove nothing: a select may have a way
/// out of one, and a channel a second receiver.
struct Progress: Sendable {
    /// By goroutine.
    private(set) var canProgress: [Bool]

    init(_ graph: WaitForGraph, _ snapshot: GoroutineSnapshot) {
        canProgress = Array(repeating: false, count: graph.goroutineCount)
        // Blockers that must still get on before an object can be served.
        var missing = [UInt32](repeating: 1, count: graph.objectCount)
        for object in 0..<graph.objectCount {
            let blockers = graph.blockers(of: WaitObjectID(object))
            if let first = blockers.first, first.relation == .holder || first.relation == .reader {
                missing[object] = UInt32(blockers.count)
            }
        }
        var work: [UInt32] = []
        for index in 0..<graph.goroutineCount where !graph.isBlocked[index] {
            let flags = snapshot.goroutines[index].flags
            if flags.contains(.unreachable) || flags.contains(.leaked) { continue }
            canProgress[index] = true
            work.append(UInt32(index))
        }
        while let goroutine = work.popLast() {
            for object in graph.held(by: goroutine) where missing[Int(object)] > 0 {
                missing[Int(object)] -= 1
                if missing[Int(object)] > 0 { continue }
                for waiter in graph.waiters(of: object) where !canProgress[Int(waiter)] {
                    guard graph.isBlocked[Int(waiter)] else { continue }
                    canProgress[Int(waiter)] = true
                    work.append(waiter)
                }
            }
        }
    }
}
