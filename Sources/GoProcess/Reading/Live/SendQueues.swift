import Wire

/// Which sudogs wait in the send queues of channels, for selects, whose sudogs do not tell it themselves.
///
/// Nearly all members of a queue were read with their goroutines, and the links between them too: so a queue is
/// followed without reading the target again, from member to member. The few that are not known are read.
struct SendQueues {
    /// Sudogs that can be in a send queue: address, link to the next in the queue, and the channel.
    private var addresses: [UInt64] = []
    private var links: [UInt64] = []
    private var channels: [UInt64] = []
    private var isSender: [Bool] = []
    /// Positions of the sudogs above + 1 by address, with linear probing; 0 is a free slot.
    private var slots: [UInt32] = []

    /// One member of a queue, with the channel that the queue belongs to.
    private struct Member: Hashable {
        var sudog: UInt64
        var channel: UInt64
    }

    /// Remembers a sudog.
    /// - Returns: its number, for `isSender`.
    mutating func add(_ wait: RawWait) -> UInt32 {
        addresses.append(wait.address)
        links.append(wait.next)
        channels.append(wait.channel)
        isSender.append(false)
        return UInt32(addresses.count - 1)
    }

    /// Whether `follow` came past the sudog with this number.
    func isSender(_ number: UInt32) -> Bool { isSender[Int(number)] }

    /// Follows send queues from their first members.
    ///
    /// - Parameters:
    ///   - heads: channels and the first sudogs of their send queues.
    ///   - limit: unknown sudogs that are read at most: a queue that changes meanwhile could go on without an end.
    mutating func follow(
        heads: [(channel: UInt64, sudog: UInt64)], limit: Int, memory: any MemoryReader, layout: RuntimeLayout
    ) {
        index()
        let batch = BatchReader(memory)
        var seen: Set<Member> = []
        var pending = heads.map { Member(sudog: $0.sudog, channel: $0.channel) }
        while !pending.isEmpty, seen.count < limit {
            var unknown: [Member] = []
            for head in pending {
                let end = followKnown(from: head)
                if end.sudog != 0, seen.insert(end).inserted { unknown.append(end) }
            }
            pending.removeAll(keepingCapacity: true)
            for start in stride(from: 0, to: unknown.count, by: GoroutineBatch.size) {
                let part = unknown[start..<min(start + GoroutineBatch.size, unknown.count)]
                batch.read(part.map { MemoryRange(address: $0.sudog, count: layout.sudog.size) }, gap: 128)
                for (request, member) in part.enumerated() where batch.isReadable(request) {
                    let (bytes, offset) = batch.location(request)
                    // A sudog that left the queue meanwhile and waits elsewhere leads to another queue.
                    guard bytes.checkedLoad(offset + layout.sudog.channel, as: UInt64.self) == member.channel else {
                        continue
                    }
                    let next: UInt64 = bytes.checkedLoad(offset + layout.sudog.next)
                    if next != 0 { pending.append(Member(sudog: next, channel: member.channel)) }
                }
            }
        }
    }

    /// Marks what is known of a queue; returns where it goes on, or 0 at its end.
    private mutating func followKnown(from start: Member) -> Member {
        var at = start
        while at.sudog != 0 {
            guard let position = find(at.sudog) else { return at }
            // Seen already: it was followed from here on; of another channel: it left this queue meanwhile.
            guard channels[position] == at.channel, !isSender[position] else { break }
            isSender[position] = true
            at.sudog = links[position]
        }
        at.sudog = 0
        return at
    }

    private mutating func index() {
        var size = 16
        while size < addresses.count * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        for (position, address) in addresses.enumerated() {
            var slot = slot(of: address)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(position) + 1
        }
    }

    /// Sudogs are at multiples of at least 8 bytes: the multiplication spreads what is left.
    private func slot(of address: UInt64) -> Int {
        Int(truncatingIfNeeded: (address &* 0x9e37_79b9_7f4a_7c15) >> 32) & (slots.count - 1)
    }

    private func find(_ address: UInt64) -> Int? {
        var slot = slot(of: address)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if addresses[position] == address { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}
