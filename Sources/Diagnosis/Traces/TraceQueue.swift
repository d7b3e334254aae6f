import Evidence
import GoTrace

/// Goroutines that wait at one place for what others let go of, a lock or room in a channel; and what those others do
/// meanwhile.
struct TraceQueue {
    /// Those that ended, and those that had not ended when the trace did.
    private(set) var waits = DurationDistribution()
    /// Number of those that ended.
    private(set) var ended = 0
    /// The most goroutines that waited at once.
    private(set) var longest = 0
    /// Where most of the time is waited.
    private(set) var stack: UInt32 = 0
    /// Where most of that is ended.
    private(set) var releaseStack: UInt32 = 0
    /// What those who let go did themselves, and the same with waits followed to their ends.
    private(set) var holders: [ContentionChains.Share] = []
    private(set) var causes: [ContentionChains.Share] = []
    private var most: Int64 = -1

    /// The queues for locks, or those for channels, most time first.
    static func all(_ contention: [ContentionChains.Contention], _ trace: TraceEvidence) -> [TraceQueue] {
        var queues: [String: TraceQueue] = [:]
        for found in contention { queues[trace.key(found.waitStack), default: TraceQueue()].add(found) }
        let kinds = Set(contention.map(\.kind))
        for open in trace.blocked.open.all where open.idle == nil {
            guard let kind = open.kind, kinds.contains(kind) else { continue }
            queues[trace.key(open.stack)]?.add(open)
        }
        return queues.sorted { ($1.value.waits.sum, $0.key) < ($0.value.waits.sum, $1.key) }.map(\.value)
    }

    private mutating func add(_ found: ContentionChains.Contention) {
        waits.merge(found.distribution)
        ended += found.distribution.count
        longest = max(longest, found.longestQueue)
        if found.distribution.sum > most {
            most = found.distribution.sum
            stack = found.waitStack
            releaseStack = found.unlockStack
        }
        TraceQueue.add(found.holders, to: &holders)
        TraceQueue.add(found.causes, to: &causes)
    }

    private mutating func add(_ open: OpenWaits.Wait) {
        waits.add(open)
        longest = max(longest, open.count)
    }

    private static func add(_ shares: [ContentionChains.Share], to all: inout [ContentionChains.Share]) {
        for share in shares {
            if let known = all.firstIndex(where: {
                $0.activity == share.activity && $0.kind == share.kind && $0.stack == share.stack
            }) {
                all[known].sum &+= share.sum
                all[known].count += share.count
            } else {
                all.append(share)
            }
        }
    }

    /// Nanoseconds of which it is known what held them up.
    private var followed: Int64 { causes.reduce(0) { $1.activity == .notFollowed ? $0 : $0 &+ $1.sum } }

    /// Part of the time that something was the cause of, of the time whose cause is known.
    func share(_ isWanted: (ContentionChains.Share) -> Bool) -> Double {
        let sum = causes.reduce(Int64(0)) { isWanted($1) && $1.activity != .notFollowed ? $0 &+ $1.sum : $0 }
        return Double(sum) / Double(max(followed, 1))
    }

    /// Part of the time whose cause is known.
    var followedShare: Double {
        Double(followed) / Double(max(causes.reduce(0) { $0 &+ $1.sum }, 1))
    }

    /// Part of the time in which those who let go waited for the lock at a place in turn.
    func share(behindLockAt key: String, _ trace: TraceEvidence) -> Double {
        let sum = holders.reduce(Int64(0)) {
            $1.kind?.isLock ?? false && trace.key($1.stack) == key ? $0 &+ $1.sum : $0
        }
        return Double(sum) / Double(max(holders.reduce(0) { $0 &+ $1.sum }, 1))
    }

    /// The slow operations that held up the queue, most time first, one for each place.
    func slow(_ trace: TraceEvidence) -> [TraceOperation] {
        var result: [TraceOperation] = []
        for share in causes where share.isSlow {
            // A client's call waits for the goroutine that reads the answer: the call is what the reader knows.
            let stack = trace.isOwn(share.stack) ? share.stack : call(trace) ?? share.stack
            let operation = TraceOperation(share, stack: stack, trace)
            if let known = result.firstIndex(where: { $0.key == operation.key }) {
                result[known].sum &+= operation.sum
            } else {
                result.append(operation)
            }
        }
        return result.sorted { ($1.sum, $0.key) < ($0.sum, $1.key) }
    }

    /// Where those who let go waited for something other than a lock, in code of the program.
    private func call(_ trace: TraceEvidence) -> UInt32? {
        holders.filter { $0.activity == .waiting && !($0.kind?.isLock ?? false) && trace.isOwn($0.stack) }
            .max { $0.sum < $1.sum }?.stack
    }
}

/// Something slow that a goroutine does while others wait for it.
struct TraceOperation {
    /// What it is: `the system call fsync`, `a network operation`, `a sleep`.
    let name: Phrase
    let isSleep: Bool
    let stack: UInt32
    /// The place, as `TraceEvidence.key` has it.
    let key: String
    /// Nanoseconds of others' waits.
    var sum: Int64
    /// `a sleep at main.retry (client.go:12)`.
    let text: Phrase

    init(_ share: ContentionChains.Share, stack: UInt32, _ trace: TraceEvidence) {
        self.stack = stack
        key = trace.key(stack)
        sum = share.sum
        isSleep = share.activity != .systemCall && share.kind == .sleep
        name =
            share.activity == .systemCall
            ? "the system call \(SystemCallName.name(stack: trace.names(share.stack)))"
            : isSleep ? "a sleep" : TraceOperation.network(trace.names(share.stack))
        text = "\(name) at \(trace.place(stack))"
    }

    private static func network(_ names: [String]) -> Phrase {
        switch NetworkOperation(stack: names).action {
        case .lookup: "the resolution of a name"
        case .file:
            names.contains { $0.hasPrefix("internal/poll.(*FD).Write") }
                ? "a write to a pipe or terminal" : "a read from a pipe or terminal"
        case .write: "a write to the network"
        case .read, .answer: "a read from the network"
        default: "a network operation"
        }
    }
}

extension ContentionChains.Share {
    /// Whether something outside of the program's own work takes the time.
    var isSlow: Bool {
        activity == .systemCall || activity == .waiting && (kind == .network || kind == .sleep)
    }
}

extension DurationDistribution {
    /// Adds waits that have not ended: they are at least as long as they were seen to be.
    mutating func add(_ open: OpenWaits.Wait) {
        guard open.count > 0 else { return }
        add(open.longest)
        for _ in 1..<open.count { add((open.sum &- open.longest) / Int64(open.count - 1)) }
    }
}
