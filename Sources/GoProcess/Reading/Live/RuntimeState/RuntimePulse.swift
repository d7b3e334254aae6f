import Evidence
import GoBinary
import Wire

/// What can be told of the runtime so cheaply that it can be asked several times a second.
public struct RuntimePulse: Sendable, Hashable {
    /// As `runtime.NumGoroutine` counts: without those that the runtime started for itself. Nil when the places of the
    /// counters are not known.
    public var goroutines: Int?
    /// Collections so far; nil when that is not known.
    public var collections: Int?
}

extension LiveSnapshotReader {
    /// A few words of the target's memory, in two reads, however many goroutines there are.
    ///
    /// The number of goroutines is the runtime's own sum (`gcount` of runtime/proc.go): those ever made, without the free
    /// ones of the scheduler and of each P, and without the system's. As there, the parts are not of the same moment.
    public func pulse() -> RuntimePulse {
        let sources = stateSources ?? RuntimeStateSources(self)
        stateSources = sources
        guard let layout = sources.layout else { return RuntimePulse() }
        let scheduler = sources.addresses[.sched]
        let list = RuntimeFreeList(layout)
        var fields = RuntimeFields(layout, memory: memory)
        let made = fields.request(nil, at: globals.allglen.map { $0.moved(by: slide).rawValue })
        let system = fields.request("schedt.ngsys", at: scheduler, count: 4)
        let free = list.requests(&fields, scheduler: scheduler)
        let processors = fields.request(nil, at: sources.addresses[.allp], count: 16)
        let cycles = fields.request("mstats.numgc", at: sources.addresses[.memstats], count: 4)
        fields.fetch()

        var pulse = RuntimePulse()
        pulse.collections = fields.number(cycles).flatMap { $0 >= 0 ? $0 : nil }
        let known = free.compactMap { fields.number($0) }
        guard let made = fields.number(made), let system = fields.number(system), known.count == free.count,
            !known.isEmpty, let waiting = freeOfProcessors(fields, processors, layout)
        else { return pulse }
        let count = made - system - known.reduce(0, +) - waiting
        // A moment in which goroutines move from one list to another may count them twice.
        if made > 0, made <= 1 << 28 { pulse.goroutines = min(max(count, 1), made) }
        return pulse
    }

    /// Free goroutines that the P's keep.
    private func freeOfProcessors(
        _ fields: RuntimeFields, _ list: RuntimeFields.Request, _ layout: RuntimeStateLayout
    ) -> Int? {
        guard let pointer = fields.word(list), let count = fields.word(list, at: 8), count > 0,
            count <= UInt64(RuntimeStateRead.processorLimit),
            let words = try? memory.bytes(at: pointer, count: Int(count) * 8)
        else { return nil }
        var each = RuntimeFields(layout, memory: memory)
        let requests = (0..<Int(count)).compactMap { words.load($0 * 8, as: UInt64.self) }.filter { $0 != 0 }
            .map { each.request("p.gFree", at: $0 &+ RuntimeFreeList.lengthInProcessor, count: 4) }
        each.fetch()
        let lengths = requests.compactMap { each.number($0) }
        guard lengths.count == requests.count, lengths.allSatisfy({ (0...1 << 28).contains($0) }) else { return nil }
        return lengths.reduce(0, +)
    }
}

/// Where the lengths of the lists of free goroutines stand (`gFree` of `schedt` and `p`, runtime/runtime2.go).
struct RuntimeFreeList {
    /// Behind the first word of a P's list: beside it up to Go 1.24, in it since.
    static let lengthInProcessor: UInt64 = 8
    /// From the start of the scheduler's: a lock, two lists of a word each and one length for both up to Go 1.24; a
    /// lock, and two lists with their lengths since.
    private let offsets: [UInt64]

    init(_ layout: RuntimeStateLayout) { offsets = layout["gList.size"] == nil ? [24] : [16, 32] }

    func requests(_ fields: inout RuntimeFields, scheduler: UInt64?) -> [RuntimeFields.Request] {
        offsets.map { offset in
            fields.request("schedt.gFree", at: scheduler.map { $0 &+ offset }, count: 4)
        }
    }
}
