import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Captures for the eyes of others, made record by record.
@Suite struct CaptureRedactionTests {
    private static func capture(_ fill: (inout CaptureWriter) throws -> Void) throws -> Bytes {
        var file: [UInt8] = []
        var writer = try CaptureWriter { file += $0 }
        try writer.start([("machine", "x86_64"), ("command", "./app secretarg1"), ("new fact", "secretfact2")])
        try fill(&writer)
        try writer.end()
        return Bytes(file)
    }

    private static func redacted(_ bytes: Bytes) throws -> (file: RedactedFile, events: Events, contents: [UInt8]) {
        let redactor = Redactor(key: (1, 2))
        try CaptureRedaction.teach(bytes, redactor)
        let file = try CaptureRedaction.redacted(bytes, by: redactor)
        var blocks = try CaptureBlocks(Bytes(file.bytes))
        var contents: [UInt8] = []
        while let block = try blocks.next() { contents += try blocks.contents(block) }
        return (file, try Events(CaptureReader(Bytes(file.bytes))), contents)
    }

    private static let process = [
        ("pid", "7"), ("exe", "/home/alice/secretdir3/app"), ("cwd", "/home/alice/secretdir3"), ("arg.0", "./app"),
        ("arg.1", "secretarg1"), ("fd.3", "/home/alice/secretdir3/secretfile4"), ("fd.4", "socket:[1]"),
        ("entry", "4096"),
        ("later", "secretfact2"),
    ]

    @Test func recordsKeepTheirMeaning() throws {
        var records = Records()
        let here = UInt64(bitPattern: -100)
        records.call(257, [here, 0, 0, 0], result: 5, texts: [(1, "secretfile4\0rest of memory")])
        records.call(0, [5, 0, 100], result: 100)
        records.call(0, [3, 0, 100], result: 100)
        records.call(257, [here, 0, 0, 0], result: 6, texts: [(1, "/var/lib/plain")])
        records.call(88, [0, 0], result: 0, texts: [(0, "secretfile4"), (1, "/home/alice/secretdir3/secretlink5")])
        records.call(319, [0, 0], result: 7, texts: [(0, "secretname6")])
        records.call(42, [4, 0, 16], result: 0, address: [2, 0, 0, 53, 10, 1, 2, 3] + Array("secret08".utf8))
        records.call(
            42, [4, 0, 16], result: 0, address: [2, 0, 0, 80, 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8))
        records.call(42, [4, 0, 16], result: 0, address: [1, 0] + Array("secret.sock\0garbage".utf8))
        records.call(42, [4, 0, 16], result: 0, address: [1, 0, 0] + Array("secretabstract".utf8))
        records.call(42, [4, 0, 16], result: 0, address: [17, 0] + Array("secretmac7".utf8))
        let whole = try Self.capture { writer in
            try writer.process(Self.process)
            try writer.records(records.bytes[...])
        }
        let result = try Self.redacted(whole)
        let text = String(decoding: result.contents, as: UTF8.self)
        for word in ["secret", "alice", "garbage", "rest of memory"] { #expect(!text.contains(word), "\(word)") }
        let before = try Events(CaptureReader(whole)).lines
        let lines = result.events.lines
        #expect(lines.count == before.count)
        #expect(lines[0].hasPrefix("openat /home/user-") && lines[0].hasSuffix(" = 5"))
        // Opened by a relative path, by a descriptor that was there, and read: the same place.
        let file = lines[1].split(separator: " ")[1]
        #expect(lines[0].contains(file) && lines[2].contains(file))
        #expect(lines[3] == before[3])
        #expect(lines[6].contains(":53") && !lines[6].contains("10.1.2.3"))
        #expect(lines[7] == before[7])
        #expect(lines[8].contains("/unix-") && lines[9].contains("@unix-"))
        #expect(result.file.remark == nil)
    }

    @Test func executionsAndTheirArguments() throws {
        var records = Records()
        records.execution("./tool")
        records.arguments("./tool\0secretarg1\0sec", isLast: false)
        records.arguments("retarg2\0" + String(repeating: "long", count: 3000) + "\0", isLast: true)
        records.arguments("HOME=/srv/secrethome\0TOKEN=secretvalue\0", isLast: true, isEnvironment: true)
        records.call(257, [UInt64(bitPattern: -100), 0, 0, 0], result: 5, texts: [(1, "/srv/secrethome/secretfile")])
        let whole = try Self.capture { writer in
            try writer.process(Self.process)
            try writer.records(records.bytes[...])
        }
        let result = try Self.redacted(whole)
        let text = String(decoding: result.contents, as: UTF8.self)
        for word in ["secret", "long"] { #expect(!text.contains(word), "\(word)") }
        let reader = try CaptureReader(Bytes(result.file.bytes))
        let process = try #require(reader.tables.processes.first { $0.id == 7 })
        let arguments = process.arguments.map { reader.tables.strings[$0] }
        #expect(arguments.count == 4 && arguments[0] == "./tool")
        #expect(arguments.dropFirst().allSatisfy { $0.hasPrefix("argument-") })
        #expect(process.environment.map { reader.tables.strings[$0].prefix { $0 != "=" } } == ["HOME", "TOKEN"])
        #expect(reader.tables.strings[process.name] == "tool")
    }

    /// Records of all kinds and lengths, with any bytes.
    @Test func noRecordBringsItDown() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<20 {
                let size = 8 * Int.random(in: 3...16, using: &random)
                var record = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
                record[0] = UInt8(size)
                record[1] = 0
                record[2] = UInt8.random(in: 0...8, using: &random)
                // Times that are taken for some.
                record.replaceSubrange(12..<16, with: [0, 0, 0, 0])
                bytes += record
            }
            let whole = try Self.capture { try $0.records(bytes[...]) }
            _ = try Self.redacted(whole)
        }
    }

    @Test func whatIsDamagedIsLeftOutAndSaid() throws {
        var records = Records()
        records.call(39, [], result: 1)
        let whole = try Self.capture { writer in
            try writer.records((records.bytes + [1, 2, 3, 4])[...])
        }
        #expect(try Self.redacted(whole).file.remark == "1 records make no sense")
        #expect(try Self.redacted(whole).events.lines.count == 1)
        for length in stride(from: whole.count - 1, to: 20, by: -7) {
            guard let cut = whole.slice(0, length) else { continue }
            let redactor = Redactor(key: (1, 2))
            do {
                try CaptureRedaction.teach(cut, redactor)
                #expect(try CaptureRedaction.redacted(cut, by: redactor).remark != nil)
            } catch { #expect(error is InputError) }
        }
        var damaged = whole.array
        damaged[whole.count - 30] ^= 0xff
        #expect(try Self.redacted(Bytes(damaged)).file.remark != nil)
    }
}

/// Records of `activity_records.h`, of process 7.
private struct Records {
    private(set) var bytes: [UInt8] = []
    private var time: UInt64 = 1000

    private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    private mutating func add(_ kind: UInt8, flags: UInt8, extra: UInt64, _ rest: [UInt8]) {
        time += 100
        var record = Self.little(0, 2) + [kind, flags] + Self.little(7, 4) + Self.little(time, 8)
        record += Self.little(7, 4) + Self.little(extra, 4) + rest
        record += [UInt8](repeating: 0, count: (8 - record.count % 8) % 8)
        record.replaceSubrange(0..<2, with: Self.little(UInt64(record.count), 2))
        bytes += record
    }

    mutating func call(
        _ number: UInt64, _ arguments: [UInt64], result: Int64, texts: [(argument: UInt8, text: String)] = [],
        address: [UInt8]? = nil
    ) {
        var rest = Self.little(10, 8) + Self.little(UInt64(bitPattern: result), 8) + Self.little(0, 8)
        for argument in arguments { rest += Self.little(argument, 8) }
        func payload(_ argument: UInt8, _ form: UInt8, _ contents: [UInt8]) {
            rest += Self.little(UInt64(contents.count), 2) + [argument, form] + contents
            rest += [UInt8](repeating: 0, count: (4 - contents.count % 4) % 4)
        }
        for text in texts { payload(text.argument, 1, Array(text.text.utf8)) }
        if let address { payload(1, 2, address) }
        add(1, flags: UInt8(arguments.count), extra: number, rest)
    }

    mutating func execution(_ path: String) {
        add(4, flags: 0, extra: UInt64(path.utf8.count), Self.little(7, 8) + Self.little(0, 24) + Array(path.utf8))
    }

    mutating func arguments(_ text: String, isLast: Bool, isEnvironment: Bool = false) {
        add(
            5, flags: (isEnvironment ? 1 : 0) | (isLast ? 2 : 0), extra: UInt64(text.utf8.count), Array(text.utf8))
    }
}
