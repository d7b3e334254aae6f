import Evidence
import GoTrace

/// The text that `go tool trace -d=parsed` prints for an event, without its time. Written for these tests alone.
struct LegacyEventText {
    private let tables: TraceTables
    private var stackTexts: [UInt32: [UInt8]] = [:]

    init(_ tables: TraceTables) { self.tables = tables }

    mutating func append(_ event: TraceEvent, to text: inout [UInt8]) {
        let context = "M=\(event.thread) P=\(event.processor) G=\(event.goroutine) \(Self.kindNames[event.kind] ?? "?")"
        text += (context + details(event) + "\n").utf8
        if event.kind == .goroutineTransition, event.transitionStack != 0 || event.type == .goCreate {
            append("TransitionStack=", event.transitionStack, to: &text)
        }
        if event.stack != 0 || event.kind == .stackSample { append("Stack=", event.stack, to: &text) }
    }

    private static let kindNames: [TraceEvent.Kind: String] = [
        .sync: "Sync", .metric: "Metric", .label: "Label", .stackSample: "StackSample", .rangeBegin: "RangeBegin",
        .rangeEnd: "RangeEnd", .taskBegin: "TaskBegin", .taskEnd: "TaskEnd", .regionBegin: "RegionBegin",
        .regionEnd: "RegionEnd", .log: "Log", .goroutineTransition: "StateTransition",
        .processorTransition: "StateTransition",
    ]

    private static let metricNames: [EventType: String] = [
        .procsChange: "/sched/gomaxprocs:threads", .heapAlloc: "/memory/classes/heap/objects:bytes",
        .heapGoal: "/gc/heap/goal:bytes",
    ]

    private func details(_ event: TraceEvent) -> String {
        let text = quoted(event.text)
        switch event.kind {
        case .sync: return " N=\(event.subject)"
        case .metric:
            return " Name=\"\(Self.metricNames[event.type] ?? "?")\" "
                + "Value=Value{Uint64(\(UInt64(bitPattern: event.subject)))}"
        case .label: return " Label=\(text) Resource=Goroutine(\(event.goroutine))"
        case .rangeBegin, .rangeEnd: return range(event)
        case .taskBegin, .taskEnd:
            return " ID=\(event.subject) Parent=\(UInt64(bitPattern: event.extra)) Type=\(text)"
        case .regionBegin, .regionEnd: return " Task=\(event.subject) Type=\(text)"
        case .log:
            return " Task=\(event.subject) Category=\(text) Message=\(quoted(event.secondText))"
        case .goroutineTransition:
            return " GoID=\(event.subject) \(name(event.goroutineBefore))->\(name(event.goroutineAfter)) Reason=\(text)"
        case .processorTransition:
            return " ProcID=\(event.subject) \(name(event.processorBefore))->\(name(event.processorAfter)) Reason=\"\""
        default: return ""
        }
    }

    private func range(_ event: TraceEvent) -> String {
        let name: String
        var scope = "Goroutine(\(event.goroutine))"
        switch event.type {
        case .stwBegin, .stwEnd: name = "stop-the-world (\(tables.strings[event.text]))"
        case .gcBegin, .gcEnd:
            name = "GC concurrent mark phase"
            scope = "None"
        case .gcSweepBegin, .gcSweepEnd:
            name = "GC incremental sweep"
            scope = "Proc(\(event.processor))"
        default: name = "GC mark assist"
        }
        var attributes = ""
        if event.kind == .rangeEnd { attributes = " Attributes=[]" }
        if event.type == .gcSweepEnd {
            attributes =
                " Attributes=[\"bytes swept\"=Value{Uint64(\(event.subject))} "
                + "\"bytes reclaimed\"=Value{Uint64(\(event.extra))}]"
        }
        return " Name=\"\(name)\" Scope=\(scope)" + attributes
    }

    private func quoted(_ text: StringID) -> String { "\"\(tables.strings[text])\"" }

    private func name(_ state: some Any) -> String {
        let text = "\(state)"
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private mutating func append(_ title: String, _ stack: UInt32, to text: inout [UInt8]) {
        if stackTexts[stack] == nil {
            var lines = ""
            for number in tables.stacks[stack] {
                let frame = tables.stacks.frames[Int(number)]
                lines += "\t\(tables.strings[frame.function]) @ 0x\(String(frame.programCounter, radix: 16))\n"
                lines += "\t\t\(tables.strings[frame.file]):\(frame.line)\n"
            }
            stackTexts[stack] = Array(lines.utf8)
        }
        text += title.utf8
        text.append(UInt8(ascii: "\n"))
        text += stackTexts[stack] ?? []
        text.append(UInt8(ascii: "\n"))
    }
}
