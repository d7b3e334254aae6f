import ArgumentParser
import GoTrace
import Host
import Report
import Wire

/// `sonde trace dump`: all events as text.
struct TraceDumpVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "All events in order, as `go tool trace -d=parsed` prints them.",
        discussion: """
            A damaged trace is printed up to the damage; the exit status is then 2. Wall-clock times are in the zone TZ.

            EXAMPLES
              sonde trace dump trace.out | less
              sonde trace dump --wire trace.out
              sonde trace dump --count trace.out
            """)

    @Flag(help: "The bytes as they are: every event of every thread, as `go tool trace -d=wire` prints them.")
    var wire = false
    @Flag(help: "Only how many events there are of each kind.")
    var count = false
    @Argument(help: "The trace, or - for standard input.") var file: String

    func validate() throws {
        if wire, count { throw ValidationError("Give either --wire or --count.") }
    }

    func run() throws {
        let (input, head) = try TraceFile.open(file)
        var report = ByteReport { try StandardStream.output.write($0) }
        var failure: InputError?
        do throws(InputError) {
            if wire {
                var text = try TraceWireText(input, head: head)
                try text.write(to: &report)
            } else if count {
                try countEvents(input, head, to: &report)
            } else {
                try dump(input, head, to: &report)
            }
        } catch { failure = error }
        try report.finish()
        if let failure { throw failure }
    }

    private func countEvents(
        _ input: SequentialInput, _ head: [UInt8], to report: inout ByteReport
    ) throws(InputError) {
        var counts = [Int](repeating: 0, count: 256)
        defer {
            for (type, count) in counts.enumerated() where count > 0 {
                report.line("\(count)\t\(EventSpec.all[type]?.name ?? "?")")
            }
            report.line("\(counts.reduce(0, +))\tall")
        }
        var reader = try TraceFileReader(input, head: head, incomplete: .leftOut)
        var events: [TraceEvent] = []
        repeat {
            try reader.read(into: &events)
            for event in events { counts[Int(event.type.rawValue)] += 1 }
        } while !events.isEmpty
    }

    private func dump(_ input: SequentialInput, _ head: [UInt8], to report: inout ByteReport) throws(InputError) {
        var reader = try TraceFileReader(input, head: head, incomplete: .leftOut)
        var text = TraceDumpText { LocalTime.civil($0) }
        var events: [TraceEvent] = []
        repeat {
            try reader.read(into: &events)
            for event in events { text.append(event, reader.tables, to: &report) }
        } while !events.isEmpty && !report.hasFailed
    }
}
