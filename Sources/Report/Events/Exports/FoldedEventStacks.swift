import Evidence
import SystemActivity

/// Stacks as lines that tools for flame graphs read: process and frames from the outermost on with `;` between them, a
/// blank, and nanoseconds or a count.
///
/// Source: https://github.com/brendangregg/FlameGraph, stackcollapse.
public enum FoldedEventStacks {
    /// What stands in place of the frames of events that have no stack.
    static let withoutStack = "[no stack]"

    /// - Parameter sink: takes lines.
    public static func write(
        _ tallies: StackTallies, _ tables: ActivityTables, by measure: ActivityStackTree.Measure,
        sink: ([UInt8]) throws -> Void
    ) rethrows {
        var sums: [String: Int64] = [:]
        for row in tallies.rows {
            let frames = tables.knownFrames(row.stack).reversed().map { clean(tables.title(of: $0)) }
            let operation = clean(tables.strings[row.operation])
            let line = ([clean(tables.strings[row.process])] + frames + [operation]).joined(separator: ";")
            sums[line, default: 0] &+= ActivityStackTree.value(row.tally, measure)
        }
        let rest = ActivityStackTree.value(tallies.withoutStack, measure)
        if rest > 0 { sums[withoutStack, default: 0] &+= rest }
        for (line, value) in sums.sorted(by: { $0.key < $1.key }) where value > 0 {
            try sink(Array("\(line) \(value)\n".utf8))
        }
    }

    /// What ends a frame or a line cannot stand in its name.
    private static func clean(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == UInt8(ascii: ";") || $0 < 0x20 ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
