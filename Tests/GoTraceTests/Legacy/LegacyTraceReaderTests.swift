import Evidence
import GoTrace
import TestSupport
import Testing
import Wire

@Suite struct LegacyTraceReaderTests {
    /// Events that Go 1.27.3 prints for the traces that it brings along.
    private static let counts = [
        "fmt_1_21_pprof_good": 1839, "http_1_11_good": 54, "http_1_19_good": 2326, "http_1_21_good": 791,
        "stress_1_11_good": 107_356, "stress_1_19_good": 88_642, "stress_1_21_good": 98_571,
        "stress_start_stop_1_11_good": 632, "stress_start_stop_1_19_good": 1229, "stress_start_stop_1_21_good": 412,
        "user_task_region_1_11_good": 33, "user_task_region_1_19_good": 31, "user_task_region_1_21_good": 33,
    ]

    @Test func readsAllTracesThatGoReads() throws {
        let files = try LegacyTraceFile.current()
        #expect(files.count == 12)
        for file in files {
            let trace = try LegacyTrace(try file.bytes(), file: file.path)
            #expect(trace.events.count == Self.counts[file.name], "\(file.name)")
            #expect(trace.quality.isEmpty, "\(file.name)")
        }
    }

    @Test func readsTheTracesOfTheLastToolchainAndRejectsOlderOnes() throws {
        let files = try LegacyTraceFile.historic()
        #expect(files.count == 25)
        var rejected = 0
        for file in files {
            let bytes = try file.bytes()
            if LegacyTrace.version(bytes).minor >= 11 {
                let trace = try LegacyTrace(bytes, file: file.path)
                #expect(trace.events.count == Self.counts[file.name], "\(file.name)")
                continue
            }
            rejected += 1
            let error = try #require(throws: InputError.self) { try LegacyTrace(bytes, file: file.path) }
            #expect(error.code == .unsupported)
            #expect(error.message.contains("sonde reads traces of Go 1.11 and newer"))
            #expect(error.file == file.path)
        }
        #expect(rejected == 13)
    }

    /// Syncs at both ends, time that only grows, goroutines whose small numbers are their own while they live.
    @Test func eventsHoldWhatTheyPromise() throws {
        for file in try LegacyTraceFile.current() {
            let trace = try LegacyTrace(try file.bytes(), limit: 7)
            let syncs = trace.events.filter { $0.kind == .sync }
            #expect(syncs.map(\.subject) == [1, 2])
            #expect(trace.events.first?.kind == .sync && trace.events.last?.kind == .sync)
            #expect(trace.tables.clocks.count == 2 && trace.tables.clocks.allSatisfy { $0 == nil })
            #expect(trace.events.first?.time == -1)
            #expect(zip(trace.events, trace.events.dropFirst()).allSatisfy { $0.time < $1.time }, "\(file.name)")

            var owners: [Int32: Int64] = [:]
            var states: [Int64: GoroutineState] = [:]
            var largest: Int32 = 0
            var contradictions: [String] = []
            for event in trace.events {
                for (slot, goroutine) in [(event.goroutineSlot, event.goroutine), (event.subjectSlot, event.subject)]
                where slot >= 0 {
                    if owners[slot, default: goroutine] != goroutine {
                        contradictions.append("\(event.time): \(goroutine) has the number of \(owners[slot] ?? -1)")
                    }
                    owners[slot] = goroutine
                    largest = max(largest, slot)
                }
                guard event.kind == .goroutineTransition else { continue }
                if event.subjectSlot < 0 { contradictions.append("\(event.time): \(event.subject) has no number") }
                if event.goroutineAfter == .notExist { owners[event.subjectSlot] = nil }
                if event.goroutineBefore != .undetermined, event.goroutineBefore != .notExist,
                    let known = states[event.subject], known != event.goroutineBefore
                {
                    contradictions.append("\(event.time): \(event.subject) was \(known), not \(event.goroutineBefore)")
                }
                states[event.subject] = event.goroutineAfter
            }
            #expect(contradictions == [], "\(file.name)")
            #expect(Int(largest) < states.count)
        }
    }

    /// The size of the parts in which events are fetched changes nothing.
    @Test func partsDoNotMatter() throws {
        let bytes = try LegacyTraceFile.named("http_1_21_good").bytes()
        let whole = try LegacyTrace(bytes, limit: .max)
        for limit in [-1, 0, 1, 2, 3, 790, 791, 792] {
            let parts = try LegacyTrace(bytes, limit: limit)
            #expect(parts.events.map(\.time) == whole.events.map(\.time), "\(limit)")
            #expect(parts.events.map(\.type) == whole.events.map(\.type), "\(limit)")
        }
    }
}
