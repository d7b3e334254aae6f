import Evidence
import GoTrace
import TestSupport
import Testing
import Wire

/// Spoilt traces of the old format end in an error that says where, or are read; nothing traps or hangs.
@Suite struct LegacyHostileTests {
    private static let names = [
        "user_task_region_1_11_good", "user_task_region_1_19_good", "user_task_region_1_21_good",
        "stress_start_stop_1_11_good", "http_1_21_good",
    ]

    /// Without its end a trace cannot be read, and the error says so.
    @Test(arguments: names) func saysThatTheEndIsNeeded(_ name: String) throws {
        let bytes = try LegacyTraceFile.named(name).bytes()
        let whole = try LegacyTrace(bytes)
        var withoutStacks = 0
        for input in Hostile.truncations(of: bytes, step: max(1, bytes.count / 1500)) {
            do {
                let trace = try LegacyTrace(input.bytes, file: "cut.trace")
                // Cut between two stacks: everything else is there.
                #expect(trace.events.map(\.time) == whole.events.map(\.time), "\(input)")
                #expect(trace.tables.stacks.count < whole.tables.stacks.count, "\(input)")
                withoutStacks += 1
            } catch let error as InputError {
                if input.bytes.count < TraceVersion.headerLength { continue }
                #expect(error.code == .truncated, "\(input): \(error)")
                #expect(error.message.contains("cannot be read without it"), "\(input): \(error)")
                #expect(error.file == "cut.trace" && error.offset.map { $0 <= UInt64(input.bytes.count) } == true)
            }
        }
        #expect(withoutStacks < 100)
    }

    @Test(arguments: names) func survivesFlippedBits(_ name: String) throws {
        let bytes = try LegacyTraceFile.named(name).bytes()
        survive(Hostile.bitFlips(of: bytes, count: 400, seed: 5))
        survive(Hostile.absurdIntegers(of: bytes, count: 400, seed: 6))
    }

    /// Batches of as many processors as fit into a megabyte, all of which wait for a goroutine that never comes, while
    /// another processor has many events: the time must not be their product.
    @Test func manyProcessorsThatWaitAreNoBurden() throws {
        var bytes = Array("go 1.21 trace\0\0\0".utf8)
        let processors = 60_000
        for number in 1...processors {
            bytes.append(0x41)
            bytes.appendVarint(UInt64(number))
            bytes.append(1)
            // GoStart of goroutine 7, of a step that is far away.
            bytes += [14 | 2 << 6, 1, 7, 100]
        }
        bytes += [0x41, 0, 1, 2, 100]
        for _ in 0..<60_000 { bytes += [33 | 1 << 6, 0, 1] }
        let start = ContinuousClock.now
        let error = try #require(throws: InputError.self) { try LegacyTrace(bytes) }
        #expect(error.message.contains("no order of the events makes sense"))
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    /// Lengths of which the file has nothing.
    @Test func reservesNothingForWhatIsNotThere() throws {
        let header = Array("go 1.19 trace\0\0\0".utf8) + [0x41, 0, 1]
        let huge: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]
        let inputs: [[UInt8]] = [
            [37, 1] + huge, [37] + huge + huge, [3 | 3 << 6] + huge, [48 | 3 << 6, 4, 1, 1, 1, 0] + huge, [2] + huge,
            [3 | 3 << 6, 12, 1] + huge + [1],
        ]
        for input in inputs {
            let error = try #require(throws: InputError.self) { try LegacyTrace(header + input, file: "absurd.trace") }
            #expect(error.offset != nil && error.file == "absurd.trace", "\(error)")
        }
    }

    private func survive(_ inputs: some Sequence<HostileInput>) {
        for input in inputs {
            do {
                let trace = try LegacyTrace(input.bytes, file: "spoilt.trace")
                #expect(zip(trace.events, trace.events.dropFirst()).allSatisfy { $0.time < $1.time }, "\(input)")
            } catch let error as InputError {
                #expect(error.file == "spoilt.trace" && error.offset != nil, "\(input): \(error)")
            } catch {
                Issue.record("\(input): \(error)")
            }
        }
    }
}
