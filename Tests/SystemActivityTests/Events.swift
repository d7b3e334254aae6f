import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// All events of a source, with what their numbers mean.
struct Events {
    var all: [ActivityEvent] = []
    var details: [String] = []
    let tables: ActivityTables
    let quality: Quality
    let clock: ActivityClock

    /// - Parameter limit: events that are asked for at once; the answer must not depend on it.
    init(_ source: some ActivitySource, limit: Int = 1000, withDetails: Bool = true) throws {
        var source = source
        var batch: [ActivityEvent] = []
        while true {
            try source.read(into: &batch, limit: limit)
            if batch.isEmpty { break }
            all += batch
        }
        if withDetails {
            for event in all {
                var text: [UInt8] = []
                source.appendDetail(of: event, to: &text)
                details.append(String(decoding: text, as: UTF8.self))
            }
        }
        tables = source.tables
        quality = source.quality
        clock = source.clock
    }

    init(strace text: String, limit: Int = 1000) throws { try self.init(StraceReader(Bytes(text)), limit: limit) }

    func text(_ id: StringID) -> String { tables.strings[id] }

    /// `openat /etc/x = 3`, without what is empty.
    func line(_ event: ActivityEvent) -> String {
        [text(event.operation), text(event.path), event.result == .empty ? "" : "= " + text(event.result)]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    var lines: [String] { all.map(line) }

    /// Events that lines of calls made.
    var calls: [ActivityEvent] {
        all.filter { !["signal", "process start", "process exit", "thread exit"].contains(text($0.operation)) }
    }

    /// Number of calls by name.
    var counts: [String: Int] {
        calls.reduce(into: [:]) { $0[text($1.operation), default: 0] += 1 }
    }

    /// What holds for the events of every source, whatever it read.
    func checkNumbers(_ comment: Comment) {
        for event in all {
            #expect(event.process < Int32(tables.processes.count), comment)
            #expect(Int(event.stack) < tables.stacks.count, comment)
            #expect(Int(event.path.rawValue) < tables.strings.count, comment)
        }
        for process in tables.processes { #expect(process.parent < Int32(tables.processes.count), comment) }
    }
}

/// Programs that tests compare with.
enum Tool {
    static let canRecordByPerf: Bool = {
        (try? Command.run("perf", ["record", "-q", "-o", "/dev/null", "-e", "raw_syscalls:sys_enter", "true"]).succeeded)
            == true
    }()
}
