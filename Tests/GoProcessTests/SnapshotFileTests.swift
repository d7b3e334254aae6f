import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProcess

@Suite struct SnapshotFileTests {
    @Test func everyFieldComesBack() throws {
        let snapshot = SnapshotFixture.full()
        let bytes = Bytes(try SnapshotFile.encode(snapshot))
        #expect(SnapshotFile.isRecognised(bytes))
        let read = try SnapshotFile.decode(bytes, name: "a")
        let wanted = SnapshotFixture.flatten(snapshot)
        #expect(wanted.count > 250)
        #expect(SnapshotFixture.flatten(read) == wanted)
        #expect(
            read.stacks.resolvedFrames(read.goroutines[2].stack)
                == snapshot.stacks.resolvedFrames(snapshot.goroutines[2].stack))
        #expect(try SnapshotFile.encode(read) == bytes.array)
    }

    /// A field that the model gains and the fixture leaves at its default would not be compared.
    @Test func theFixtureLeavesNothingAtItsDefault() {
        let plain = SnapshotFixture.flatten(Goroutine(id: 0))
        let filled = SnapshotFixture.flatten(SnapshotFixture.full().goroutines[2])
        #expect(plain.count == filled.count)
        for (a, b) in zip(plain, filled) { #expect(a != b) }
        let empty = SnapshotFixture.flatten(GoroutineSnapshot(source: .init(kind: .text, name: "")))
        let full = Set(SnapshotFixture.flatten(SnapshotFixture.full()))
        for line in empty where !line.hasPrefix(".stacks") && !line.hasPrefix(".labelSets") {
            #expect(!full.contains(line), "\(line)")
        }
    }

    @Test func theEmptySnapshotComesBack() throws {
        for kind in [SnapshotSource.Kind.core, .text, .groupedText] {
            let empty = GoroutineSnapshot(source: .init(kind: kind, name: ""))
            let read = try SnapshotFile.decode(Bytes(try SnapshotFile.encode(empty)), name: "a")
            #expect(SnapshotFixture.flatten(read) == SnapshotFixture.flatten(empty))
        }
    }

    @Test func aHundredThousandGoroutinesAreSmall() throws {
        let snapshot = SnapshotFixture.many(100_000, stacks: 10)
        let bytes = try SnapshotFile.encode(snapshot)
        #expect(bytes.count < 2_500_000, "\(bytes.count) bytes")
        let read = try SnapshotFile.decode(Bytes(bytes), name: "a")
        #expect(read.goroutines.count == 100_000)
        #expect(
            zip(read.goroutines, snapshot.goroutines).allSatisfy { $0.fingerprint == $1.fingerprint && $0.id == $1.id })
        #expect(read.waits == snapshot.waits)
        #expect(read.objects == snapshot.objects)
    }

    @Test func valuesOutOfRangeAreBroughtInAndCounted() throws {
        var snapshot = SnapshotFixture.full()
        snapshot.goroutines[2].deadline = .max
        snapshot.goroutines[1].waitingNanoseconds = .min
        snapshot.objects[0].kind = .channel(
            ChannelFacts(elementSize: .max, length: .min, capacity: 0, isClosed: false, isTimer: false))
        snapshot.quality.count("huge", .max, .info, "")
        let read = try SnapshotFile.decode(Bytes(try SnapshotFile.encode(snapshot)), name: "a")
        #expect(read.quality["snapshot.limited"] == 5)
        #expect(read.goroutines[2].deadline == 1 << 62)
        #expect(read.goroutines[1].waitingNanoseconds == -1)
    }

    @Test func headersSayWhatIsWrong() throws {
        let good = try SnapshotFile.encode(SnapshotFixture.full())
        func code(_ change: (inout [UInt8]) -> Void) -> InputError? {
            var bytes = good
            change(&bytes)
            do {
                _ = try SnapshotFile.decode(Bytes(bytes), name: "x.sonde")
                return nil
            } catch { return error as? InputError }
        }
        #expect(code { $0[0] = 0 }?.code == .notRecognised)
        #expect(code { $0[14] = 9 }?.code == .unsupported)
        #expect(code { $0[14] = 9 }?.description.contains("version 9") == true)
        #expect(code { $0[23] = 1 }?.code == .tooLarge)
        #expect(code { $0[16] ^= 1 }?.code == .tooLarge || code { $0[16] ^= 1 }?.code == .malformed)
        #expect(code { $0[$0.count - 1] ^= 1 }?.code == .malformed)
        #expect(code { $0.removeLast() }?.description.hasPrefix("x.sonde: ") == true)
        #expect(code { $0 = Array($0[..<20]) }?.code == .truncated)
        #expect(code { _ in } == nil)
    }

    @Test(
        arguments: [
            { (s: inout GoroutineSnapshot) in s.goroutines[0].stack = StackID(rawValue: 99) },
            { s in s.goroutines[0].creation = FrameID(rawValue: 99) },
            { s in s.goroutines[0].reason = StringID(rawValue: 99) },
            { s in s.goroutines[0].start = StringID(rawValue: 99) },
            { s in s.goroutines[0].labels = 3 },
            { s in s.goroutines[0].systemCall = 2 },
            { s in s.goroutines[0].systemCall = -2 },
            { s in s.goroutines[2].waitCount = 3 },
            { s in s.goroutines[0].firstWait = .max },
            { s in s.goroutines[0].waitCount = 1 },
            { s in s.goroutines.swapAt(0, 2) },
            { s in s.waits[0].object = 9 },
            { s in s.waits[0].goroutine = 3 },
            { s in s.objects[1].holders[0].confidence = .nan },
            { s in s.objects[1].holders[0].goroutine = 3 },
            { s in s.objects[1].holders[0].frame = FrameID(rawValue: 50) },
            { s in s.objects[3].references = [3] },
            { s in s.labelSets = [] },
        ] as [@Sendable (inout GoroutineSnapshot) -> Void])
    func contradictionsAreRefused(_ change: @Sendable (inout GoroutineSnapshot) -> Void) {
        var snapshot = SnapshotFixture.full()
        change(&snapshot)
        #expect { try SnapshotFile.encode(snapshot) } throws: { ($0 as? InputError)?.code == .malformed }
    }
}
