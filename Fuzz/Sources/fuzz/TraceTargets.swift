import Evidence
import GoTrace
import Report
import Wire

extension FuzzTarget {
    static let traces = [
        FuzzTarget(
            name: "trace", what: "execution traces: order, text, and every analysis of what was saved of damaged ones",
            maximumLength: 1 << 13, seeds: { traceSeeds }, run: { readTrace($0) }),
        FuzzTarget(
            name: "trace-wire", what: "execution traces as they stand in the file",
            maximumLength: 1 << 12, seeds: { traceSeeds }, run: { readWire($0) }),
    ]

    private static func readTrace(_ bytes: [UInt8]) {
        let input = SequentialInput(bytes: Bytes(bytes), name: "fuzz")
        var head: [UInt8] = []
        _ = try? input.read(TraceVersion.headerLength, into: &head)
        do {
            var reader = try TraceFileReader(input, head: head, incomplete: .leftOut)
            try dump(&reader)
        } catch { consume("\(error)") }
        TraceAnalyses(bytes).run()
    }

    private static func dump(_ reader: inout TraceFileReader) throws(InputError) {
        var text = TraceDumpText { CivilTime(year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: Int($0 % 60)) }
        var report = ByteReport()
        var events: [TraceEvent] = []
        var last = Int64.min
        repeat {
            try reader.read(into: &events, limit: 64)
            for event in events {
                precondition(event.time > last || event.time == .min || reader.version.isLegacy, "times go back")
                last = event.time
                text.append(event, reader.tables, to: &report)
            }
        } while !events.isEmpty
        consume(report.bytes)
    }

    private static func readWire(_ bytes: [UInt8]) {
        let input = SequentialInput(bytes: Bytes(bytes), name: "fuzz")
        var head: [UInt8] = []
        _ = try? input.read(TraceVersion.headerLength, into: &head)
        do {
            var text = try TraceWireText(input, head: head)
            var report = ByteReport()
            try text.write(to: &report)
            consume(report.bytes)
        } catch { consume("\(error)") }
    }

    /// A generation of one thread with a goroutine that runs, blocks, is woken and ends, in all versions.
    private static var traceSeeds: [[UInt8]] {
        [22, 23, 25, 26].map { smallTrace(version: $0) } + [Array("go 1.21 trace\0\0\0".utf8)]
    }

    private static func smallTrace(version: UInt8) -> [UInt8] {
        var bytes = Array("go 1.\(version) trace\0\0\0".utf8)
        func batch(_ payload: [UInt8], thread: UInt8) {
            bytes += [1, 1, thread, 10, UInt8(payload.count)] + payload
        }
        // Frequency of 15,625,000, and clocks since Go 1.25.
        batch(
            (version >= 25 ? [50] : []) + [8, 0xc8, 0xd6, 0xb9, 7] + (version >= 25 ? [51, 1, 2, 3, 4] : []), thread: 9)
        // Processor 0 and goroutine 1 run; 1 creates 2 and blocks; 2 starts, wakes 1, ends; 1 starts and calls the system.
        batch(
            [13, 1, 0, 1, 25, 1, 1, 5, 2, 14, 1, 2, 1, 1, 20, 1, 1, 1, 16, 1, 2, 1, 21, 1, 1, 1, 1, 17, 1, 16, 1, 1, 2]
                + [22, 1, 1, 1, 23, 1, 37, 1, 9, 42, 1, 3, 1, 1, 43, 1, 3, 1, 1], thread: 5)
        batch([2, 3, 1, 1, 0x40, 1, 1, 7], thread: 9)
        batch([4, 5, 1, 4] + Array("main".utf8), thread: 9)
        batch([6, 7, 12, 5, 0, 1, 1], thread: 9)
        if version >= 26 { bytes.append(52) }
        return bytes
    }
}
