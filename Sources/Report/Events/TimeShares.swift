import Diagnosis
import Wire

/// What time went to, with the share of the whole, as a table and as JSON.
enum TimeShares {
    /// - Parameters:
    ///   - rows: name, nanoseconds, and how many it stands for, 0 for what cannot be counted.
    ///   - total: nanoseconds of all.
    ///   - counted: title of the numbers.
    static func table(
        _ rows: [(name: String, time: Int64, count: Int)], of total: Int64, counted: Phrase,
        to writer: inout TextWriter
    ) {
        var table = TextTable([
            .init(title: writer.say("TOOK"), isNumber: true), .init(title: writer.say("SHARE"), isNumber: true),
            .init(title: writer.say(counted), isNumber: true), .init(title: writer.say("WHERE THE TIME WENT")),
        ])
        // What is too little to matter is one line.
        let least = total / 500
        var rest = (time: Int64(0), count: 0)
        for row in rows {
            if row.time < least {
                rest = (rest.time &+ row.time, rest.count + 1)
            } else {
                table.add([
                    DurationText.format(row.time), percent(row.time, total), row.count == 0 ? "" : "\(row.count)",
                    row.name,
                ])
            }
        }
        if rest.count > 0 {
            let kinds = writer.say("other, \(Plural.counted(rest.count, "kind"))")
            table.add([DurationText.format(rest.time), percent(rest.time, total), "", kinds])
        }
        table.write(to: &writer)
    }

    /// The member `times`.
    static func write(_ rows: [(name: String, time: Int64, count: Int)], to writer: inout JSONWriter) {
        writer.member("times", array: rows) { json, row in
            json.onOneLine {
                $0.object { json in
                    json.member("name", row.name)
                    json.member("durationNanoseconds", row.time)
                    json.member("count", row.count)
                }
            }
        }
    }

    static func percent(_ part: Int64, _ total: Int64) -> String {
        total <= 0 ? "" : NumberText.percent(Double(part) / Double(total))
    }
}
