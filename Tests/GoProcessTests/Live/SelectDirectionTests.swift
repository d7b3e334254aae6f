import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// Which cases of a select send: told by the queues of the channels.
@Suite struct SelectDirectionTests {
    /// Zoo/many: each select receives from two channels and sends to a third, whose queue plain senders are in, too.
    @Test func directionsAreThoseOfTheProgram() throws {
        let program = try GoProgram.zoo("many", toolchain: try GoToolchain.newest())
        let (running, _) = try program.startAndWait(["-n", "3000"])
        defer { running.close() }
        let target = try LiveTarget(running)
        let snapshot = try target.reader.snapshot()
        // The runtime's own goroutine for signals selects, too, between two channels.
        let selects = snapshot.goroutines.filter { $0.kind == .select && $0.waitCount != 2 }
        #expect(selects.count == 600)
        let sender = try #require(snapshot.goroutines.first { $0.kind == .channelSend })
        let channel = try #require(snapshot.waits(of: sender).first?.object)
        for goroutine in selects {
            let waits = snapshot.waits(of: goroutine)
            #expect(waits.count == 3)
            #expect(waits.filter { $0.operation == .send }.map(\.object) == [channel])
        }
        #expect(try target.reader.countGoroutines() == snapshot.goroutines.count { !$0.flags.contains(.system) })
    }

    private let layout = RuntimeLayout.known(minorVersion: 27)

    /// Sudogs at 0x10000, 0x10100, …, each with its channel and its link.
    private func memory(_ sudogs: [(channel: UInt64, next: UInt64)], _ layout: RuntimeLayout) -> Words {
        var words: [UInt64: UInt64] = [:]
        for (number, sudog) in sudogs.enumerated() {
            let address = address(number)
            for offset in stride(from: 0, to: layout.sudog.size, by: 8) { words[address + UInt64(offset)] = 0 }
            words[address + UInt64(layout.sudog.channel)] = sudog.channel
            words[address + UInt64(layout.sudog.next)] = sudog.next
        }
        return Words(words)
    }

    private func address(_ number: Int) -> UInt64 { 0x10000 + UInt64(number) * 0x100 }

    private func wait(_ number: Int, channel: UInt64, next: UInt64) -> RawWait {
        RawWait(goroutine: 0, address: address(number), channel: channel, element: 0, next: next, isSelect: true)
    }

    @Test func membersThatWereNotReadAreReadNow() throws {
        let layout = try #require(layout)
        // 0 → 1 → 2 → 3, of which 1 and 2 were not read with their goroutines.
        let memory = memory([(7, address(1)), (7, address(2)), (7, address(3)), (7, 0)], layout)
        var queues = SendQueues()
        let numbers = [queues.add(wait(0, channel: 7, next: address(1))), queues.add(wait(3, channel: 7, next: 0))]
        let other = queues.add(wait(9, channel: 7, next: 0))
        queues.follow(heads: [(7, address(0))], limit: 100, memory: memory, layout: layout)
        #expect(numbers.allSatisfy { queues.isSender($0) })
        #expect(!queues.isSender(other))
    }

    @Test func linksThatLeadElsewhereByNowAreNotFollowed() throws {
        let layout = try #require(layout)
        // 1 has left the queue of channel 7 and waits to receive from channel 8, in front of 2; 3 is unreadable.
        let memory = memory([(7, address(1)), (8, address(2)), (8, 0)], layout)
        var known = SendQueues()
        let known1 = known.add(wait(1, channel: 8, next: address(2)))
        let known2 = known.add(wait(2, channel: 8, next: 0))
        known.follow(heads: [(7, address(1)), (7, address(3))], limit: 100, memory: memory, layout: layout)
        #expect(!known.isSender(known1) && !known.isSender(known2))
        var unknown = SendQueues()
        let unknown2 = unknown.add(wait(2, channel: 8, next: 0))
        unknown.follow(heads: [(7, address(0))], limit: 100, memory: memory, layout: layout)
        #expect(!unknown.isSender(unknown2))
    }

    @Test func ringsEnd() throws {
        let layout = try #require(layout)
        let memory = memory([(7, address(1)), (7, address(2)), (7, address(0))], layout)
        var queues = SendQueues()
        let number = queues.add(wait(1, channel: 7, next: address(2)))
        queues.follow(heads: [(7, address(0))], limit: 100, memory: memory, layout: layout)
        #expect(queues.isSender(number))
        // Links that never repeat end at the limit.
        let long = self.memory((0..<5000).map { (7, address($0 + 1)) }, layout)
        var empty = SendQueues()
        empty.follow(heads: [(7, address(0))], limit: 10, memory: long, layout: layout)
        #expect(long.reads <= 12)
    }
}

/// Memory of single words.
private final class Words: MemoryReader, @unchecked Sendable {
    private let words: [UInt64: UInt64]
    private(set) var reads = 0
    let name = "words"

    init(_ words: [UInt64: UInt64]) { self.words = words }

    func mappings() throws -> [MemoryMapping] { [] }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        reads += 1
        buffer.reserve(ranges.reduce(0) { $0 + $1.count })
        var failed: [Int] = []
        var at = 0
        for (number, range) in ranges.enumerated() {
            var bytes: [UInt8] = []
            for offset in stride(from: UInt64(0), to: UInt64(range.count), by: 8) {
                guard let word = words[range.address + offset] else { break }
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
            }
            if bytes.count < range.count {
                failed.append(number)
                buffer.clear(at, range.count)
            } else {
                buffer.store(Bytes(bytes), at: at)
            }
            at += range.count
        }
        return failed
    }
}
