import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Records as the kernel makes them, filtered and read again.
@Suite struct CaptureFilterTests {
    private static let facts = [("machine", "x86_64")]

    private static func capture(_ records: [UInt8]) throws -> Bytes {
        var file: [UInt8] = []
        var writer = try CaptureWriter { file += $0 }
        try writer.start(facts)
        try writer.records(records[...])
        try writer.end()
        return Bytes(file)
    }

    /// A process that goes to a folder, opens files there, reads them, and starts another process.
    private static let records: [UInt8] = {
        var records = RecordBuilder()
        records.call(80, [0], result: 0, text: (0, "/src"))
        records.call(257, [UInt64(bitPattern: -100), 0, 0, 0], result: 3, text: (1, "a.go"))
        records.call(0, [3, 0, 100], result: 100)
        records.call(257, [UInt64(bitPattern: -100), 0, 0, 0], result: -2, text: (1, "missing.go"))
        records.call(32, [3], result: 5)
        records.call(3, [3], result: 0)
        records.call(0, [5, 0, 100], result: 7)
        records.call(39, [], result: 1)
        return records.bytes
    }()

    private func shown(_ query: String?, unwanted: Set<String> = []) throws -> (
        lines: [String], dropped: Int, kept: Int
    ) {
        var filter = CaptureFilter(
            try query.map { try ActivityQuery(parsing: $0) }, unwanted: unwanted, facts: Self.facts)
        let kept = filter.records(Self.records, count: Self.records.count)
        return (try Events(CaptureReader(Self.capture(kept))).lines, filter.dropped, kept.count)
    }

    @Test func nothingAskedForKeepsAll() throws {
        let result = try shown(nil)
        #expect(result.lines == (try Events(CaptureReader(Self.capture(Self.records)))).lines)
        #expect(result.dropped == 0 && result.kept == Self.records.count)
        #expect(result.lines.count == 8)
    }

    /// What is left out must not take the paths of what stays with it.
    @Test func pathsOutliveWhatIsLeftOut() throws {
        #expect(try shown("operation == read").lines == ["read /src/a.go = 100", "read /src/a.go = 7"])
        #expect(try shown("operation == read").dropped == 6)
        #expect(try shown("path ~ missing").lines == ["openat /src/missing.go = ENOENT"])
        #expect(try shown("bytes > 50 and path == \"/src/a.go\"").lines == ["read /src/a.go = 100"])
        #expect(try shown(nil, unwanted: ["openat", "chdir", "dup", "close"]).lines.count == 3)
        // What nothing depends on is not in the file at all.
        let all = try shown("operation == read").kept
        #expect(all < Self.records.count)
        #expect(try shown("operation == nothing").lines.isEmpty)
    }

    /// For each condition, what the filtered capture shows is what the whole one shows under that condition.
    @Test(arguments: [
        "failed", "not failed", "class == file", "class == file and path contains a", "duration >= 0",
        "detail contains \"fd: 5\"", "pid == 7", "under pid 7", "open",
    ])
    func filteringBeforeAndAfterIsTheSame(query: String) throws {
        let whole = try CaptureReader(Self.capture(Self.records))
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: query))
        let events = try Events(whole)
        let expected = events.all.filter { matcher.holds($0, of: whole) }.map { events.line($0) }
        #expect(try shown(query).lines == expected)
    }

    /// Their numbers mean other calls: 5 is open, where programs of 64 bits have fstat, and 3 is read, not close.
    @Test func callsOf32BitProgramsAreNotNamedByTheOtherTable() throws {
        var records = RecordBuilder()
        records.call(257, [UInt64(bitPattern: -100), 0, 0, 0], result: 3, text: (1, "/a"))
        records.call(3, [3, 0xff, 7, 0, 0, 0], result: 0xffff_fffe, flags: 32)
        records.call(90, [0, 0, 0, 0, 0, 0], result: Int64(bitPattern: 0xffff_ffff_f7f0_0000), flags: 32)
        records.call(0, [3, 0, 100], result: 1)
        let events = try Events(CaptureReader(Self.capture(records.bytes)))
        #expect(
            events.lines == [
                "openat /a = 3", "32-bit call 3 = ENOENT", "32-bit call 90 = 4159700992", "read /a = 1",
            ])
        #expect(events.all[1].kind == .other && events.all[1].descriptor == -1)
        #expect(events.details[1].contains("argument 1: 0xff"), "\(events.details[1])")
        var filter = CaptureFilter(nil, unwanted: ["close"], facts: Self.facts)
        #expect(filter.records(records.bytes, count: records.bytes.count).count == records.bytes.count)
    }

    /// The list of calls that paths depend on has all of them.
    @Test(arguments: [false, true]) func noOtherCallChangesAnything(isARM64: Bool) {
        for entry in SystemCallTable.entries(isARM64: isARM64).values
        where !CaptureFilter.neededCalls.contains(entry.name) {
            for value: UInt64 in [0, 1, 2, 3, 0x80000] {
                let call = LinuxCall(
                    name: entry.name, arguments: Array(repeating: value, count: 6), result: 3, pair: (3, 4),
                    address: "x")
                guard case .none = call.effect(path: .empty, { _ in .empty }) else {
                    Issue.record("\(entry.name) changes descriptors or folders")
                    break
                }
            }
        }
    }

    @Test func damagedRecordsDoNoHarm() throws {
        func check(_ bytes: [UInt8]) throws {
            var filter = CaptureFilter(
                try ActivityQuery(parsing: "path ~ a and bytes > 3"), unwanted: ["dup"], facts: Self.facts)
            let kept = filter.records(bytes, count: bytes.count)
            #expect(kept.count <= bytes.count)
            _ = try? Events(CaptureReader(Self.capture(kept)), withDetails: false)
        }
        for input in Hostile.truncations(of: Self.records, step: 5) { try check(input.bytes) }
        for input in Hostile.bitFlips(of: Self.records, count: 300, seed: 5) { try check(input.bytes) }
        for input in Hostile.absurdIntegers(of: Self.records, count: 300, seed: 6) { try check(input.bytes) }
    }
}

/// Records of calls of one thread, by the layout of `activity_records.h`.
private struct RecordBuilder {
    private(set) var bytes: [UInt8] = []
    private var time: UInt64 = 1000

    mutating func call(
        _ number: UInt32, _ arguments: [UInt64], result: Int64, text: (argument: Int, text: String)? = nil,
        flags: UInt8 = 0
    ) {
        var record: [UInt8] = [0, 0, 1, UInt8(arguments.count) | flags]
        func append(_ value: UInt64, _ count: Int) {
            for index in 0..<count { record.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
        }
        append(7, 4)
        append(time, 8)
        append(7, 4)
        append(UInt64(number), 4)
        append(10, 8)
        append(UInt64(bitPattern: result), 8)
        append(0, 8)
        for argument in arguments { append(argument, 8) }
        if let text {
            append(UInt64(text.text.utf8.count) | UInt64(text.argument) << 16 | 1 << 24, 4)
            record += text.text.utf8
        }
        while record.count % 8 != 0 { record.append(0) }
        record[0] = UInt8(record.count)
        bytes += record
        time += 100
    }
}
