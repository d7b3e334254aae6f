/// Byte offsets of the runtime structures that sonde reads, for one build of Go.
///
/// Filled from the committed table by version, from DWARF, or by search; all three name fields as the Go sources do.
/// A field that the version does not have is -1.
public struct RuntimeLayout: Sendable, Hashable {
    public struct G: Sendable, Hashable {
        public var size, stack, m, scheduled, syscallStackPointer, syscallProgramCounter, status, id, waitSince,
            waitReason, lockedM, parentID, creationProgramCounter, startProgramCounter, waiting, labels, timer,
            sleepWhen, coroutineArgument, bubble: Int
    }
    public struct Gobuf: Sendable, Hashable {
        public var stackPointer, programCounter, g, linkRegister: Int
    }
    public struct M: Sendable, Hashable {
        public var size, threadID, currentG, p, lockedG, inCgo: Int
    }
    public struct Sudog: Sendable, Hashable {
        public var size, g, next, previous, element, isSelect, parent, waitLink, channel: Int
    }
    public struct Channel: Sendable, Hashable {
        public var size, count, capacity, elementSize, elementType, closed, timer, receivers, senders: Int
    }
    public struct PollDescriptor: Sendable, Hashable {
        public var size, descriptor, reader, writer, readDeadline, writeDeadline, selfPointer: Int
    }

    public var g: G
    public var gobuf: Gobuf
    public var m: M
    public var sudog: Sudog
    public var channel: Channel
    public var pollDescriptor: PollDescriptor
    /// Offset of `treap` in semaRoot; the table has 251 roots of 64 bytes in all known versions.
    public var semaphoreTreap: Int
    public var notifyListHead: Int
    public var timerWhen: Int
    /// `gp` in coro; -1 before Go 1.22.
    public var coroutineG: Int

    /// Builds a layout from a look-up by structure and field; an empty field name asks for the structure's size.
    /// - Returns: nil when a field that every version has is missing.
    public init?(offset: (_ structure: String, _ field: String) -> Int?) {
        var isComplete = true
        func need(_ structure: String, _ field: String) -> Int {
            if let value = offset("runtime." + structure, field), value >= 0 { return value }
            isComplete = false
            return -1
        }
        func want(_ structure: String, _ field: String) -> Int { offset("runtime." + structure, field) ?? -1 }

        g = G(
            size: need("g", ""), stack: need("g", "stack"), m: need("g", "m"), scheduled: need("g", "sched"),
            syscallStackPointer: need("g", "syscallsp"), syscallProgramCounter: need("g", "syscallpc"),
            status: need("g", "atomicstatus"), id: need("g", "goid"), waitSince: need("g", "waitsince"),
            waitReason: need("g", "waitreason"), lockedM: need("g", "lockedm"), parentID: want("g", "parentGoid"),
            creationProgramCounter: need("g", "gopc"), startProgramCounter: need("g", "startpc"),
            waiting: need("g", "waiting"), labels: want("g", "labels"), timer: want("g", "timer"),
            sleepWhen: want("g", "sleepWhen"), coroutineArgument: want("g", "coroarg"),
            bubble: max(want("g", "bubble"), want("g", "syncGroup")))
        gobuf = Gobuf(
            stackPointer: need("gobuf", "sp"), programCounter: need("gobuf", "pc"), g: need("gobuf", "g"),
            linkRegister: need("gobuf", "lr"))
        m = M(
            size: need("m", ""), threadID: need("m", "procid"), currentG: need("m", "curg"), p: need("m", "p"),
            lockedG: need("m", "lockedg"), inCgo: need("m", "incgo"))
        sudog = Sudog(
            size: need("sudog", ""), g: need("sudog", "g"), next: need("sudog", "next"),
            previous: need("sudog", "prev"), element: need("sudog", "elem"), isSelect: need("sudog", "isSelect"),
            parent: need("sudog", "parent"), waitLink: need("sudog", "waitlink"), channel: need("sudog", "c"))
        channel = Channel(
            size: need("hchan", ""), count: need("hchan", "qcount"), capacity: need("hchan", "dataqsiz"),
            elementSize: need("hchan", "elemsize"), elementType: need("hchan", "elemtype"),
            closed: need("hchan", "closed"), timer: want("hchan", "timer"),
            receivers: need("hchan", "recvq"), senders: need("hchan", "sendq"))
        pollDescriptor = PollDescriptor(
            size: need("pollDesc", ""), descriptor: need("pollDesc", "fd"), reader: need("pollDesc", "rg"),
            writer: need("pollDesc", "wg"), readDeadline: need("pollDesc", "rd"),
            writeDeadline: need("pollDesc", "wd"), selfPointer: need("pollDesc", "self"))
        semaphoreTreap = need("semaRoot", "treap")
        notifyListHead = need("notifyList", "head")
        timerWhen = need("timer", "when")
        coroutineG = want("coro", "gp")
        guard isComplete else { return nil }
    }

    /// The committed layout of a minor version of Go 1; nil when the table has no such column.
    public static func known(minorVersion: Int) -> RuntimeLayout? {
        guard let column = RuntimeLayoutTable.minorVersions.firstIndex(of: minorVersion) else { return nil }
        var offsets: [String: Int] = [:]
        for row in RuntimeLayoutTable.rows { offsets[row.structure + "." + row.field] = row.offsets[column] }
        return RuntimeLayout { structure, field in offsets[structure + "." + field] }
    }
}
