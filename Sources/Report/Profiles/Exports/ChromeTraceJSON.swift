import Evidence
import GoProfile
import Wire

/// The trace event format: a thread for each type of values, on whose time line the sums of stacks stand.
///
/// A profile has no times: a frame lasts as long as its sum, the widest first. Time is in microseconds; other values
/// count as many microseconds.
///
/// Source: "Trace Event Format", https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
enum ChromeTraceJSON {
    static func write(_ report: PprofReport, _ json: inout JSONWriter, _ remarks: inout [String]) {
        let frames = FrameTable(report)
        json.object { json in
            json.member("displayTimeUnit", "ns")
            json.member("otherData") { json in
                json.object { json in
                    json.member("exporter", "sonde")
                    json.member("note", "times are sums of samples, not moments")
                }
            }
            json.member("traceEvents") { json in
                json.array { json in
                    name("process_name", ProfileTitle.of(report.profile), thread: 1, &json)
                    for (column, type) in report.sampleTypes.enumerated() {
                        let title = type.type + (type.unit.isEmpty ? "" : " (\(type.unit))")
                        name("thread_name", title, thread: column + 1, &json)
                        let tree = FlameTree(
                            report, column: column, limits: FlameLimits(nodes: ProfileExport.treeLimit))
                        if let remark = ProfileExport.remark(tree, type.type) { remarks.append(remark) }
                        events(tree, frames, Clock(type.unit), thread: column + 1, &json)
                    }
                }
            }
        }
    }

    /// How values become microseconds.
    private struct Clock {
        let unit: String
        private let multiplier: Double
        private let divisor: Double

        init(_ unit: String) {
            self.unit = unit
            divisor = unit == "nanoseconds" ? 1000 : 1
            multiplier = unit == "milliseconds" ? 1e3 : unit == "seconds" ? 1e6 : 1
        }

        func microseconds(_ value: Int64) -> Double { Double(value) / divisor * multiplier }
    }

    private static func name(_ kind: String, _ name: String, thread: Int, _ json: inout JSONWriter) {
        json.object { json in
            json.member("ph", "M")
            json.member("pid", 1)
            json.member("tid", thread)
            json.member("name", kind)
            json.member("args") { $0.object { $0.member("name", name) } }
        }
    }

    private static func events(
        _ tree: FlameTree, _ frames: FrameTable, _ clock: Clock, thread: Int, _ json: inout JSONWriter
    ) {
        let strings = frames.strings
        var starts = [Int64](repeating: 0, count: tree.count)
        // A node's number is larger than its parent's, so that starts are known when they are needed.
        for node in 0..<tree.count {
            var start = starts[node]
            for child in tree.children(node) {
                starts[Int(child)] = start
                start = start.saturatingSum(tree.width(Int(child)))
            }
        }
        // Parents before children, as the format asks for of events that begin together.
        var open = Array(tree.children(0).reversed())
        while let next = open.popLast() {
            let node = Int(next)
            open += tree.children(node).reversed()
            let info = frames.infos[Int(tree.nameIDs[node])]
            var named = info
            if info.name != .empty {
                named.file = .empty
                named.line = 0
            }
            let event = Event(
                name: named.printableName(strings), file: strings.bytes(info.file), start: starts[node],
                width: tree.width(node), own: tree.ownWidths[node])
            write(event, clock, thread, &json)
        }
        // Samples without a stack are the root's own.
        guard let own = tree.ownWidths.first, own != 0 else { return }
        let children = tree.children(0).reduce(Int64(0)) { $0.saturatingSum(tree.width(Int($1))) }
        let rest = Event(name: Array("[no stack]".utf8), file: [], start: children, width: own, own: own)
        write(rest, clock, thread, &json)
    }

    private struct Event {
        var name: [UInt8]
        var file: ArraySlice<UInt8>
        var start: Int64
        var width: Int64
        var own: Int64
    }

    private static func write(_ event: Event, _ clock: Clock, _ thread: Int, _ json: inout JSONWriter) {
        json.object { json in
            json.member("ph", "X")
            json.member("pid", 1)
            json.member("tid", thread)
            json.member("ts", clock.microseconds(event.start))
            json.member("dur", clock.microseconds(event.width))
            json.key("name")
            json.value(utf8: event.name)
            json.member("args") { json in
                json.object { json in
                    json.member("value", event.width)
                    json.member("self", event.own)
                    if !clock.unit.isEmpty { json.member("unit", clock.unit) }
                    if !event.file.isEmpty {
                        json.key("file")
                        json.value(utf8: event.file)
                    }
                }
            }
        }
    }
}
