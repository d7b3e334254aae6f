import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProcess

@Suite struct SnapshotFileHostileTests {
    @Test func everyTruncationIsAnError() throws {
        let good = try SnapshotFile.encode(SnapshotFixture.full())
        for input in Hostile.truncations(of: good) {
            #expect(throws: InputError.self) { try SnapshotFile.decode(Bytes(input.bytes), name: "a") }
        }
    }

    @Test func everyTruncationOfThePayloadIsAnError() throws {
        let payload = try SnapshotFile.unseal(Bytes(try SnapshotFile.encode(SnapshotFixture.full()))).array
        for input in Hostile.truncations(of: payload) {
            #expect(throws: InputError.self, "\(input)") { try SnapshotFile.decode(payload: Bytes(input.bytes)) }
        }
        #expect(throws: InputError.self) { try SnapshotFile.decode(payload: Bytes(payload + [0])) }
    }

    @Test func spoiltFilesAreErrors() throws {
        let good = try SnapshotFile.encode(SnapshotFixture.full())
        for input in Hostile.bitFlips(of: good, count: 300, seed: 1) where input.bytes != good {
            #expect(throws: InputError.self, "\(input)") { try SnapshotFile.decode(Bytes(input.bytes), name: "a") }
        }
    }

    /// With a right checksum, so that the numbers themselves have to be checked: what is accepted can be used.
    @Test func spoiltPayloadsAreErrorsOrSound() throws {
        let payload = try SnapshotFile.unseal(Bytes(try SnapshotFile.encode(SnapshotFixture.full()))).array
        var accepted = 0
        var refused = 0
        let flips = Hostile.bitFlips(of: payload, count: 4000, seed: 2)
        let absurd = Hostile.absurdIntegers(of: payload, count: 4000, seed: 3)
        for input in [AnySequence(flips), AnySequence(absurd)].joined() {
            do {
                let sealed = Bytes(try SnapshotFile.seal(payload: input.bytes))
                use(try SnapshotFile.decode(sealed, name: "a"))
                accepted += 1
            } catch is InputError {
                refused += 1
            }
        }
        #expect(accepted > 100)
        #expect(refused > 1000)
    }

    /// Touches everything that an analysis may follow; a wrong number traps.
    private func use(_ snapshot: GoroutineSnapshot) {
        var sum: Int64 = 0
        for goroutine in snapshot.goroutines {
            _ = snapshot.stacks.resolvedFrames(goroutine.stack)
            _ = snapshot.stacks.functionName(goroutine.creation)
            _ = snapshot.text(goroutine.start) + snapshot.stateText(goroutine)
            _ = snapshot.labelSets[Int(goroutine.labels)]
            if goroutine.systemCall >= 0 { _ = snapshot.systemCalls[Int(goroutine.systemCall)] }
            for wait in snapshot.waits(of: goroutine) { _ = snapshot.objects[Int(wait.object)].kind }
            if let now = snapshot.monotonicTime { sum &+= goroutine.deadline - now }
        }
        for object in snapshot.objects {
            for holder in object.holders {
                _ = snapshot.goroutines[Int(holder.goroutine)].id
                _ = Int(holder.confidence * 100)
                _ = snapshot.stacks.functionName(holder.frame)
            }
            for reference in object.references ?? [] { _ = snapshot.goroutines[Int(reference)].id }
        }
        var quality = snapshot.quality
        quality.merge(snapshot.quality)
        _ = try? SnapshotFile.encode(snapshot)
    }

    /// A few kilobytes that unpack to the largest payload: refused by what they announce, without reserving it.
    @Test func announcementsReserveNothing() throws {
        var payload: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0x0f]
        payload += [UInt8](repeating: 0, count: 4096)
        #expect(throws: InputError.self) { try SnapshotFile.decode(payload: Bytes(payload)) }
        // 48 million texts of one byte each would take more than the limit of memory.
        let count = 24_000_000
        var bomb: [UInt8] = []
        var rest = count
        while rest >= 0x80 {
            bomb.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bomb.append(UInt8(rest))
        bomb += [UInt8](repeating: 1, count: count * 2)
        let sealed = try SnapshotFile.seal(payload: bomb)
        #expect(sealed.count < 100_000)
        #expect {
            try SnapshotFile.decode(Bytes(sealed), name: "bomb")
        } throws: {
            ($0 as? InputError)?.code == .tooLarge
        }
    }
}
