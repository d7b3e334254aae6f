import Diagnosis
import Evidence
import Report
import Wire

@testable import SystemActivity

/// Captures, and all that is made of them.
extension FuzzTarget {
    static let capture = FuzzTarget(
        name: "capture", what: "captures: their records, or whole files, and all analyses of them",
        maximumLength: 1 << 12, seeds: { [seed, [1] + file(of: Array(seed.dropFirst()))] },
        run: { bytes in
            guard let first = bytes.first else { return }
            let rest = Array(bytes.dropFirst())
            // Behind compression little would be found: mostly it is the records that vary.
            analyse(first == 1 ? rest : file(of: rest))
        })

    private static func file(of records: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            var writer = try CaptureWriter { bytes += $0 }
            try writer.start([("machine", "x86_64"), ("wall.offset", "5"), ("file guards", "scanner (7)")])
            try writer.process([
                ("pid", "10"), ("ppid", "1"), ("exe", "/bin/go"), ("cwd", "/tmp"), ("fd.1", "/dev/null"),
            ])
            try writer.records(records[...])
            try writer.end()
        } catch {
            preconditionFailure("\(error)")
        }
        return bytes
    }

    private static func analyse(_ bytes: [UInt8]) {
        guard var source = try? CaptureReader(Bytes(bytes)) else { return }
        guard let events = try? source.readAll() else { return }
        let tables = source.tables
        var detail: [UInt8] = []
        for event in events {
            precondition(event.process < Int32(tables.processes.count), "a process that is not there")
            detail.removeAll(keepingCapacity: true)
            source.appendDetail(of: event, to: &detail)
            consume((tables.strings[event.path], tables.functionNames(event.stack)))
        }
        let path = ActivityPath(events, tables, root: ActivityPath.root(tables))
        for (one, next) in zip(path.segments, path.segments.dropFirst()) {
            precondition(one.end == next.start, "a gap in the path")
        }
        let go = GoBuildAnalysis(events, tables)
        if let built = go.path, let times = go.times {
            var sum: Int64 = 0
            for segment in built.segments { sum &+= segment.duration }
            var parts: Int64 = 0
            for part in times.parts { parts &+= part.time }
            precondition(sum == parts, "parts do not add up to the path")
        }
        if var again = try? CaptureReader(Bytes(bytes)) { consume(try? ProcessTree(&again)) }
        if var again = try? CaptureReader(Bytes(bytes)),
            let evidence = try? ActivityEvidence(&again, name: "capture")
        {
            var context = DiagnosisContext()
            context.activity = evidence
            var writer = TextWriter()
            WhyText(Diagnosis.diagnose(snapshots: [], context: context)).write(to: &writer)
        }
    }

    // MARK: - Seeds

    /// A go command that makes a compiler, which opens a file, waits and ends.
    private static var seed: [UInt8] {
        let call = text("/tmp/go-build1/b002/_pkg_.a")
        var bytes: [UInt8] = [0]
        bytes += record(2, 10, 1, 2, little64(7) + little64(0x1000) + little64(0x2000))
        bytes += record(
            4, 10, 2, 7, little32(10) + little32(0) + little64(1) + little64(2) + little64(3) + text("/bin/go"))
        bytes += record(5, 10, 3, 9, text("go\0build\0"), flags: 2)
        bytes += record(3, 10, 4, 0, little32(11) + little32(11))
        bytes += record(
            4, 11, 5, 4, little32(11) + little32(0) + little64(1) + little64(2) + little64(3) + text("/c/a"))
        bytes += record(5, 11, 6, 38, text("compile\0-o\0/tmp/go-build1/b001/_pkg_.a\0"), flags: 2)
        let payload: [UInt8] = [UInt8(truncatingIfNeeded: call.count), 0, 1, 1] + call
        bytes += record(
            1, 11, 7, 257,
            little64(9) + little64(3) + little64(7) + little64(0xffff_ff9c) + little64(1) + little64(0) + payload,
            flags: 3)
        bytes += record(
            7, 10, 8, 0,
            little64(50) + little64(5) + little64(7) + little64(7) + little32(11) + little32(11)
                + Array(repeating: 97, count: 16) + little32(1) + little32(62))
        bytes += record(6, 11, 60, 0, [], flags: 1)
        bytes += record(6, 10, 90, 256, [], flags: 1)
        return bytes
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func little32(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func little64(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// A record of `activity_records.h` with what follows its head, filled up to a multiple of 8 bytes.
    private static func record(
        _ kind: UInt8, _ process: UInt32, _ time: UInt64, _ extra: UInt32, _ body: [UInt8], flags: UInt8 = 0
    ) -> [UInt8] {
        let filled = body + Array(repeating: 0, count: (8 - body.count % 8) % 8)
        let size = UInt16(24 + filled.count)
        return [UInt8(truncatingIfNeeded: size), UInt8(size >> 8), kind, flags] + little32(process) + little64(time)
            + little32(process) + little32(extra) + filled
    }
}
