import GoProcess

/// How many goroutines wait for each object, by what they want to do to it.
public struct WaiterCounts: Sendable {
    /// Goroutines that wait to receive, read or lock for reading.
    private var takers: [UInt32]
    /// Goroutines that wait to send, write or lock.
    private var givers: [UInt32]

    public init(_ snapshot: GoroutineSnapshot) {
        takers = Array(repeating: 0, count: snapshot.objects.count)
        givers = takers
        var seen: Set<UInt64> = []
        var goroutine = UInt32.max
        for wait in snapshot.waits {
            let object = Int(wait.object)
            guard object < takers.count else { continue }
            // A select may have several cases on one channel.
            if wait.goroutine != goroutine {
                goroutine = wait.goroutine
                seen.removeAll(keepingCapacity: true)
            }
            guard seen.insert(UInt64(wait.object) << 8 | UInt64(wait.operation.rawValue)).inserted else { continue }
            switch wait.operation {
            case .receive, .read, .readLock: takers[object] += 1
            case .send, .write, .lock, .wait, .sleep, .resume: givers[object] += 1
            }
        }
    }

    /// Receivers of a channel, readers of a descriptor or of an RWMutex.
    public func takers(of object: WaitObjectID) -> Int { Int(object) < takers.count ? Int(takers[Int(object)]) : 0 }

    /// Senders to a channel, writers of a descriptor, lockers, and all others that wait.
    public func givers(of object: WaitObjectID) -> Int { Int(object) < givers.count ? Int(givers[Int(object)]) : 0 }
}
