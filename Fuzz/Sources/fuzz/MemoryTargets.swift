import Diagnosis
import Evidence
import GoBinary
import Wire

@testable import GoProcess

extension FuzzTarget {
    static let memory = [
        FuzzTarget(
            name: "attach", what: "opening a process whose memory is spoilt", maximumLength: 12 * recordSize,
            seeds: { patchSeeds },
            run: { consume(try? reader(PatchedMemory(FrozenProcess.shared.core, patches: patches($0)))) }),
        FuzzTarget(
            name: "process", what: "goroutines, locks, channels and heap of a process whose memory is spoilt",
            maximumLength: 24 * recordSize, seeds: { patchSeeds }, run: { readSpoilt(patches($0)) }),
    ]

    /// One patch: what to do (1 byte), where (4), a value (8).
    private static let recordSize = 13

    private static let patchSeeds: [[UInt8]] = (0..<8).map { kind in
        [
            kind, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, kind | 8, 77, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            0xff, 0x7f,
        ]
    }

    /// The words of the process that sonde reads when nothing is spoilt: those are the places worth spoiling.
    private static let words: [UInt64] = {
        let process = FrozenProcess.shared
        let recorder = ReadingRecorder(process.core, limit: 1 << 20)
        do {
            guard try !look(try reader(recorder)).goroutines.isEmpty else {
                Main.end("the frozen process has no goroutines")
            }
        } catch { Main.end("the frozen process cannot be read: \(error)") }
        return recorder.words
    }()

    private static func reader(_ memory: any MemoryReader) throws -> LiveSnapshotReader {
        let process = FrozenProcess.shared
        return try LiveSnapshotReader(
            executable: process.executable, memory: memory, facts: FrozenFacts(process.core),
            executablePath: process.executable.path)
    }

    /// Two looks: while it runs, and stopped with the search of the heap.
    private static func look(_ reader: LiveSnapshotReader) throws -> GoroutineSnapshot {
        _ = try reader.snapshot(stoppedThreads: nil, depth: .waits)
        let state = try reader.runtimeState(timerSample: 64)
        guard RuntimeStateFile.decode(Bytes(RuntimeStateFile.encode(state))).states.count == 1 else {
            preconditionFailure("what was read of a runtime does not go through a file")
        }
        return try reader.snapshot(stoppedThreads: FrozenProcess.shared.core.recordedThreads, depth: .proof)
    }

    /// Opened while its memory was as it should be, since that takes longer than all the rest.
    nonisolated(unsafe) private static let opened: (reader: LiveSnapshotReader, memory: PatchedMemory) = {
        let memory = PatchedMemory(FrozenProcess.shared.core)
        do { return (try reader(memory), memory) } catch { Main.end("the frozen process cannot be read: \(error)") }
    }()

    private static func readSpoilt(_ patches: [PatchedMemory.Patch]) {
        let (reader, memory) = unsafe opened
        memory.replace(patches)
        // So that an input does the same again.
        reader.forget()
        guard let snapshot = try? look(reader) else { return }
        do {
            consume(try SnapshotFile.decode(Bytes(try SnapshotFile.encode(snapshot)), name: "fuzz"))
        } catch { preconditionFailure("what was read of a process does not go through a snapshot file: \(error)") }
        consume(Diagnosis.diagnose(snapshots: [snapshot]))
    }

    private static func patches(_ input: [UInt8]) -> [PatchedMemory.Patch] {
        let bytes = Bytes(input)
        return stride(from: 0, to: input.count, by: recordSize).compactMap { at in
            guard let kind: UInt8 = bytes.load(at), let selector: UInt32 = bytes.load(at + 1),
                let value: UInt64 = bytes.load(at + 5)
            else { return nil }
            let address = place(selector)
            let own = FrozenProcess.shared.core.word(at: address) ?? 0
            var patch = PatchedMemory.Patch(address: address, bytes: [], isUnsteady: kind & 8 != 0)
            switch kind & 7 {
            case 0: patch.bytes = word(value)
            case 1: patch.bytes = Array(word(value).prefix(4))
            case 2:
                patch.address += UInt64(selector >> 24) % 8
                patch.bytes = Array(word(value).prefix(1))
            case 3:
                patch.bytes = word(FrozenProcess.shared.core.word(at: place(UInt32(truncatingIfNeeded: value))) ?? 0)
            case 4: patch.bytes = word(own &+ value)
            case 5: patch.bytes = word(place(UInt32(truncatingIfNeeded: value)))
            case 6: patch.isUnreadable = true
            default: patch.bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: value), count: Int(value >> 8 % 256))
            }
            return patch
        }
    }

    /// Half of all selectors mean the words that are read first: the runtime's own tables, before stacks and heap.
    private static func place(_ selector: UInt32) -> UInt64 {
        let span = [1 << 9, 1 << 12, 1 << 15, words.count][Int(selector >> 30)]
        return words[Int(selector & 0xff_ffff) % min(span, words.count)]
    }

    private static func word(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }
}
