import Evidence
import GoBinary
import Wire

/// How the runtime packs a pointer and a tag into the 64 bits that epoll keeps (runtime/tagptr_64bit.go).
enum TaggedPointer {
    /// The pollDesc's address that `data` holds.
    static func pointer(_ data: UInt64, minorVersion: Int) -> UInt64 {
        let signed = Int64(bitPattern: data)
        // 48 address bits and a 19-bit tag up to Go 1.24; 49 address bits, 512-byte alignment and 24 bits from 1.25.
        return minorVersion <= 24
            ? UInt64(bitPattern: (signed >> 19) << 3) : UInt64(bitPattern: (signed >> 24) << 9)
    }
}

extension SnapshotBuild {
    /// Leads goroutines in network waits, through epoll's own records and the pollDesc, to descriptors and peers.
    ///
    /// - Parameter isThorough: also looks for sockets that nobody reads.
    mutating func readPoller(isThorough: Bool) {
        let waiting = positions { $0.kind == .network }
        var descriptors = Set(snapshot.systemCalls.map(\.descriptor).filter { $0 >= 0 })
        guard isThorough || !waiting.isEmpty || !descriptors.isEmpty else { return }
        let facts = reader.facts.descriptors(quality: &snapshot.quality)
        let found = waiting.isEmpty ? [] : pollDescriptors(waiting, among: facts)
        descriptors.formUnion(found.map(\.descriptor))
        snapshot.descriptorCount = facts.isEmpty ? nil : facts.count
        let byNumber = Dictionary(facts.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let attended = Set(descriptors.compactMap { byNumber[$0]?.inode }.filter { $0 != 0 })
        let inodes = isThorough ? Set(facts.lazy.filter(\.isSocket).map(\.inode)).union(attended) : attended
        let sockets = reader.facts.sockets(inodes: inodes, quality: &snapshot.quality)
        snapshot.unreadSockets = Array(
            sockets.lazy.filter { $0.receiveQueue > 0 && !$0.remote.isEmpty && !attended.contains($0.inode) }
                .prefix(Self.unreadSocketLimit))
        let byInode = Dictionary(sockets.map { ($0.inode, $0) }, uniquingKeysWith: { first, _ in first })
        let unknown = Set(facts.lazy.filter(\.isSocket).map(\.inode)).intersection(attended)
            .count { byInode[$0] == nil }
        snapshot.quality.count(
            "sockets.unknown", unknown, .info,
            "sockets that goroutines wait for and that are in no table: not bound or connected, of another network "
                + "namespace, or just closed")
        for item in found {
            let target = byNumber[item.descriptor]
            let poll = PollFacts(
                descriptor: item.descriptor, target: target?.target ?? "",
                socket: target.flatMap { byInode[$0.inode] }, readDeadline: item.readDeadline,
                writeDeadline: item.writeDeadline)
            let object = objects.object(at: item.address, .descriptor(poll))
            for (position, operation) in item.waiters {
                add(wait: Wait(goroutine: position, object: object, operation: operation))
            }
        }
        for index in snapshot.systemCalls.indices {
            guard let target = byNumber[snapshot.systemCalls[index].descriptor] else { continue }
            snapshot.systemCalls[index].target = target.target
            snapshot.systemCalls[index].socket = byInode[target.inode]
        }
        let resolved = found.reduce(0) { $0 + $1.waiters.count }
        snapshot.quality.count(
            "network.unresolved", max(0, waiting.count - resolved), .info,
            "goroutines in network waits whose descriptor was not found")
    }

    private static let unreadSocketLimit = 10_000

    private struct PolledDescriptor {
        var address: UInt64
        var descriptor: Int32
        var readDeadline: Int64
        var writeDeadline: Int64
        var waiters: [(UInt32, WaitOperation)]
    }

    private mutating func pollDescriptors(
        _ waiting: [UInt64: UInt32], among descriptors: [DescriptorFacts]
    ) -> [PolledDescriptor] {
        let entries = reader.facts.epollEntries(among: descriptors, quality: &snapshot.quality)
        let poll = layout.pollDescriptor
        let addresses = Set(
            entries.map { TaggedPointer.pointer($0.data, minorVersion: reader.version.minor) }
        ).filter { $0 > 0x1000 }.sorted()
        var result: [PolledDescriptor] = []
        let batch = BatchReader(memory)
        for start in stride(from: 0, to: addresses.count, by: GoroutineBatch.size) {
            let part = Array(addresses[start..<min(start + GoroutineBatch.size, addresses.count)])
            batch.read(part.map { MemoryRange(address: $0, count: poll.size) }, gap: 64)
            for (request, address) in part.enumerated() where batch.isReadable(request) {
                let (bytes, offset) = batch.location(request)
                func word(_ at: Int) -> UInt64 { bytes.checkedLoad(offset + at) }
                // The pointer to itself proves that the tag was taken off rightly.
                guard word(poll.selfPointer) == address else { continue }
                var waiters: [(UInt32, WaitOperation)] = []
                if let position = waiting[word(poll.reader)] { waiters.append((position, .read)) }
                if let position = waiting[word(poll.writer)] { waiters.append((position, .write)) }
                guard !waiters.isEmpty else { continue }
                result.append(
                    PolledDescriptor(
                        address: address, descriptor: Int32(truncatingIfNeeded: word(poll.descriptor)),
                        readDeadline: Int64(bitPattern: word(poll.readDeadline)),
                        writeDeadline: Int64(bitPattern: word(poll.writeDeadline)), waiters: waiters))
            }
        }
        return result
    }
}
