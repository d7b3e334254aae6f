import Evidence
import Glibc
import GoTrace
import TestSupport
import Testing

/// Events of a trace as text, in the way in which they can be compared although the order of simultaneous ones differs
/// from run to run of Go's reader, as the corpus explains.
struct ComparableEvents {
    /// Texts without times, by thread.
    var byThread: [Int: [ArraySlice<UInt8>]] = [:]
    var count = 0
    var sum: Int64 = 0
    var squares: Int64 = 0

    mutating func add(_ text: ArraySlice<UInt8>, thread: Int, time: Int64) {
        byThread[thread, default: []].append(text)
        count += 1
        sum &+= time
        squares &+= time &* time
    }

    /// From sonde's events.
    init(_ trace: LegacyTrace) {
        var formatter = LegacyEventText(trace.tables)
        var text: [UInt8] = []
        for event in trace.events {
            text.removeAll(keepingCapacity: true)
            formatter.append(event, to: &text)
            while text.last == UInt8(ascii: "\n") { text.removeLast() }
            add(Array(text)[...], thread: Int(event.thread), time: event.time)
        }
    }

    /// From the text of `go tool trace -d=parsed`: an event reaches to the next line that begins with `M=`.
    init(text: [UInt8]) {
        var start = 0
        while start < text.count {
            var end = start
            repeat {
                end = (text[end...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count - 1) + 1
            } while end < text.count && !text[end...].starts(with: "M=".utf8)
            addEvent(text[start..<end])
            start = end
        }
    }

    private mutating func addEvent(_ event: ArraySlice<UInt8>) {
        let line = event.prefix { $0 != UInt8(ascii: "\n") }
        // Neither a kind nor what comes before it contains this.
        guard let place = line.firstRange(of: Array(" Time=".utf8)) else { return }
        let digits = line[place.upperBound...].prefix { $0 != UInt8(ascii: " ") }
        var rest = Array(event[..<place.lowerBound] + event[digits.endIndex...])
        while rest.last == UInt8(ascii: "\n") { rest.removeLast() }
        let thread = line.dropFirst(2).prefix { $0 != UInt8(ascii: " ") }
        add(
            rest[...], thread: Int(String(decoding: thread, as: UTF8.self)) ?? 0,
            time: Int64(String(decoding: digits, as: UTF8.self)) ?? 0)
    }

    func expectEqual(_ expected: ComparableEvents, _ name: String) {
        #expect(count == expected.count, "\(name)")
        #expect(sum == expected.sum, "\(name): sum of times")
        #expect(squares == expected.squares, "\(name): sum of squares of times")
        #expect(byThread.keys.sorted() == expected.byThread.keys.sorted(), "\(name)")
        for (thread, texts) in expected.byThread {
            var ours = byThread[thread] ?? []
            var theirs = texts
            if thread == -1 {
                ours.sort { $0.lexicographicallyPrecedes($1) }
                theirs.sort { $0.lexicographicallyPrecedes($1) }
            }
            guard ours != theirs else { continue }
            let place = zip(ours, theirs).enumerated().first { $1.0 != $1.1 }
            let ourText = String(decoding: place?.element.0 ?? [], as: UTF8.self)
            let theirText = String(decoding: place?.element.1 ?? [], as: UTF8.self)
            Issue.record(
                "\(name): M=\(thread) differs at event \(place?.offset ?? -1):\n\(ourText)\nGo:\n\(theirText)")
        }
    }
}

@Suite struct LegacyDifferentialTests {
    @Test func readsWhatGoReads() throws {
        let tool = try Self.traceTool()
        let historic = try LegacyTraceFile.historic().filter { $0.name == "http_1_11_good" }
        for file in try LegacyTraceFile.current() + historic {
            let result = try Command.run(tool, ["-d=parsed", file.path])
            #expect(result.succeeded, "\(file.name): \(result.error)")
            let ours = ComparableEvents(try LegacyTrace(try file.bytes()))
            ours.expectEqual(ComparableEvents(text: result.outputBytes), file.name)
        }
    }

    /// What Go reads in spoilt traces, sonde reads in the same way, and what Go rejects, sonde rejects.
    @Test(arguments: [
        "user_task_region_1_21_good", "user_task_region_1_11_good", "stress_start_stop_1_21_good",
        "stress_start_stop_1_11_good",
    ])
    func acceptsWhatGoAccepts(_ name: String) throws {
        let tool = try Self.traceTool()
        let bytes = try LegacyTraceFile.named(name).bytes()
        let path = "/tmp/sonde-spoilt-\(getpid())-\(name)"
        defer { Files.remove(path) }
        let count = environmentVariable("SONDE_DIFFERENTIAL").flatMap { Int($0) } ?? 60
        let inputs =
            Array(Hostile.bitFlips(of: bytes, count: count, seed: 11))
            + Array(Hostile.absurdIntegers(of: bytes, count: count, seed: 12))
            + Array(Hostile.truncations(of: bytes, step: max(1, bytes.count / count)))
        var accepted = 0
        for input in inputs where LegacyTraceReader.versions.contains(LegacyTrace.version(input.bytes)) {
            try Files.write(input.bytes, to: path)
            let result = try Command.run(tool, ["-d=parsed", path])
            let ours = try? LegacyTrace(input.bytes)
            // Where a text is missing, Go's printing stumbles, or takes one of its own texts for it.
            if result.error.contains("panic: ") || ours?.quality["trace.strings.missing"] ?? 0 > 0 { continue }
            #expect((ours != nil) == result.succeeded, "\(name), \(input): \(result.error)")
            // These tests' own text quotes nothing.
            let isPlain = result.outputBytes.allSatisfy { $0 == 9 || $0 == 10 || $0 >= 32 && $0 < 127 && $0 != 92 }
            guard let ours, result.succeeded, isPlain else { continue }
            accepted += 1
            ComparableEvents(ours).expectEqual(ComparableEvents(text: result.outputBytes), "\(name), \(input)")
        }
        #expect(accepted > 0)
    }

    /// The program behind `go tool trace`, which the go command builds on first use.
    static func traceTool() throws -> String {
        let result = try GoToolchain.newest().run(["tool", "-n", "trace"])
        let path = result.output.split(separator: "\n").last.map(String.init) ?? ""
        guard result.succeeded, Files.isExecutable(path) else {
            throw TestSupportError("no go tool trace: \(result.error)")
        }
        return path
    }
}
