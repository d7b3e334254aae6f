import Evidence
import GoTrace
import Wire

/// The ordered events of a trace in the text that `go tool trace -d=parsed` prints for them.
///
/// Source: `Event.String` of `internal/trace/event.go` in Go 1.27.3.
public struct TraceDumpText {
    /// The wall clock in the zone in which it is shown, for seconds since 1970.
    private let civil: (Int64) -> CivilTime
    /// Texts of the stacks that came so far, one behind the other, and where each begins and ends.
    private var stackTexts: [UInt8] = []
    private var stackRanges: [Range<Int>?] = []

    public init(civil: @escaping (Int64) -> CivilTime) { self.civil = civil }

    public mutating func append(_ event: TraceEvent, _ tables: TraceTables, to report: inout ByteReport) {
        report.add("M=")
        report.add(number: event.thread)
        report.add(" P=")
        report.add(number: Int64(event.processor))
        report.add(" G=")
        report.add(number: event.goroutine)
        report.add(" ")
        report.add(Self.name(event.kind))
        report.add(" Time=")
        report.add(number: event.time)
        details(event, tables, to: &report)
        if event.kind == .goroutineTransition, hasTransitionStack(event) {
            report.add("\nTransitionStack=\n")
            appendStack(event.transitionStack, tables, to: &report)
        }
        if event.kind == .stackSample || event.stack != 0 {
            report.add("\nStack=\n")
            appendStack(event.stack, tables, to: &report)
        }
        report.endLine()
    }

    private static func name(_ kind: TraceEvent.Kind) -> StaticString {
        switch kind {
        case .sync: "Sync"
        case .metric: "Metric"
        case .label: "Label"
        case .stackSample: "StackSample"
        case .rangeBegin: "RangeBegin"
        case .rangeActive: "RangeActive"
        case .rangeEnd: "RangeEnd"
        case .taskBegin: "TaskBegin"
        case .taskEnd: "TaskEnd"
        case .regionBegin: "RegionBegin"
        case .regionEnd: "RegionEnd"
        case .log: "Log"
        case .goroutineTransition, .processorTransition: "StateTransition"
        case .experimental: "Experimental"
        }
    }

    /// The reference shows the stack of a goroutine's begin even when there is none.
    private func hasTransitionStack(_ event: TraceEvent) -> Bool {
        event.transitionStack != 0 || event.type == .goCreate || event.type == .goCreateBlocked
    }

    private func details(_ event: TraceEvent, _ tables: TraceTables, to report: inout ByteReport) {
        switch event.kind {
        case .sync: clock(event, tables, to: &report)
        case .metric:
            report.add(" Name=\"")
            report.add(Self.metric(event.type))
            report.add("\" Value=Value{Uint64(")
            report.add(number: UInt64(bitPattern: event.subject))
            report.add(")}")
        case .label:
            report.add(" Label=")
            report.add(quoted: tables.strings.bytes(event.text))
            report.add(" Resource=Goroutine(")
            report.add(number: event.goroutine)
            report.add(")")
        case .stackSample: break
        case .rangeBegin, .rangeActive, .rangeEnd: range(event, tables, to: &report)
        case .taskBegin, .taskEnd:
            report.add(" ID=")
            report.add(number: UInt64(bitPattern: event.subject))
            report.add(" Parent=")
            report.add(number: UInt64(bitPattern: event.extra))
            report.add(" Type=")
            report.add(quoted: tables.strings.bytes(event.text))
        case .regionBegin, .regionEnd:
            report.add(" Task=")
            report.add(number: UInt64(bitPattern: event.subject))
            report.add(" Type=")
            report.add(quoted: tables.strings.bytes(event.text))
        case .log:
            report.add(" Task=")
            report.add(number: UInt64(bitPattern: event.subject))
            report.add(" Category=")
            report.add(quoted: tables.strings.bytes(event.text))
            report.add(" Message=")
            report.add(quoted: tables.strings.bytes(event.secondText))
        case .goroutineTransition, .processorTransition: transition(event, tables, to: &report)
        case .experimental: experimental(event, to: &report)
        }
    }

    private func transition(_ event: TraceEvent, _ tables: TraceTables, to report: inout ByteReport) {
        let isGoroutine = event.kind == .goroutineTransition
        report.add(isGoroutine ? " GoID=" : " ProcID=")
        report.add(number: event.subject)
        report.add(" ")
        report.add(isGoroutine ? Self.name(event.goroutineBefore) : Self.name(event.processorBefore))
        report.add("->")
        report.add(isGoroutine ? Self.name(event.goroutineAfter) : Self.name(event.processorAfter))
        report.add(" Reason=")
        report.add(quoted: tables.strings.bytes(event.text))
    }

    private static func name(_ state: GoroutineState) -> StaticString {
        switch state {
        case .undetermined: "Undetermined"
        case .notExist: "NotExist"
        case .runnable: "Runnable"
        case .running: "Running"
        case .waiting: "Waiting"
        case .syscall: "Syscall"
        }
    }

    private static func name(_ state: ProcessorState) -> StaticString {
        switch state {
        case .undetermined: "Undetermined"
        case .notExist: "NotExist"
        case .running: "Running"
        case .idle: "Idle"
        }
    }

    private static func metric(_ type: EventType) -> StaticString {
        switch type {
        case .procsChange: "/sched/gomaxprocs:threads"
        case .heapAlloc: "/memory/classes/heap/objects:bytes"
        default: "/gc/heap/goal:bytes"
        }
    }

    private func range(_ event: TraceEvent, _ tables: TraceTables, to report: inout ByteReport) {
        switch event.type {
        case .stwBegin, .stwEnd:
            report.add(" Name=")
            report.add(quoted: ("stop-the-world (".utf8 + tables.strings.bytes(event.text) + ")".utf8)[...])
            report.add(" Scope=Goroutine(")
            report.add(number: event.goroutine)
            report.add(")")
        case .gcBegin, .gcActive, .gcEnd: report.add(" Name=\"GC concurrent mark phase\" Scope=None")
        case .gcSweepBegin, .gcSweepActive, .gcSweepEnd:
            report.add(" Name=\"GC incremental sweep\" Scope=Proc(")
            report.add(number: event.type == .gcSweepActive ? event.subject : Int64(event.processor))
            report.add(")")
        default:
            report.add(" Name=\"GC mark assist\" Scope=Goroutine(")
            report.add(number: event.type == .gcMarkAssistActive ? event.subject : event.goroutine)
            report.add(")")
        }
        guard event.kind == .rangeEnd else { return }
        report.add(" Attributes=[")
        if event.type == .gcSweepEnd {
            report.add("\"bytes swept\"=Value{Uint64(")
            report.add(number: UInt64(bitPattern: event.subject))
            report.add(")} \"bytes reclaimed\"=Value{Uint64(")
            report.add(number: UInt64(bitPattern: event.extra))
            report.add(")}")
        }
        report.add("]")
    }

    private func experimental(_ event: TraceEvent, to report: inout ByteReport) {
        guard let spec = EventSpec.all[Int(event.type.rawValue)] else { return }
        report.add(" Name=\(spec.name) Args=[")
        let values = [UInt64(bitPattern: event.subject), UInt64(bitPattern: event.extra), event.third]
        for (index, name) in spec.arguments.dropFirst().enumerated() {
            report.add("\(index == 0 ? "" : ", ")\(name)=Value{Uint64(\(values[min(index, 2)]))}")
        }
        report.add("]")
    }

    private func clock(_ event: TraceEvent, _ tables: TraceTables, to report: inout ByteReport) {
        report.add(" N=")
        report.add(number: event.subject)
        guard let clock = tables.clocks[Int(event.subject) - 1] else { return }
        report.add(" Trace=")
        report.add(number: clock.trace)
        report.add(" Mono=")
        report.add(number: clock.monotonic)
        report.add(" Wall=")
        report.add(wall(clock))
    }

    /// RFC 3339 with as many digits of the fraction as it has.
    private func wall(_ clock: ClockSnapshot) -> String {
        var seconds = clock.wallSeconds
        var nanoseconds = clock.wallNanoseconds % 1_000_000_000
        seconds &+= clock.wallNanoseconds / 1_000_000_000
        if nanoseconds < 0 {
            nanoseconds += 1_000_000_000
            seconds &-= 1
        }
        let time = civil(seconds)
        var fraction = ""
        if nanoseconds > 0 {
            let digits = String(nanoseconds)
            fraction = "." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        let offset = time.offsetText
        let zone = time.offset == 0 ? "Z" : "\(offset.prefix(3)):\(offset.suffix(2))"
        return time.text.replacing(" ", with: "T") + fraction + zone
    }

    private mutating func appendStack(_ stack: UInt32, _ tables: TraceTables, to report: inout ByteReport) {
        let index = Int(stack)
        while stackRanges.count <= index { stackRanges.append(nil) }
        if stackRanges[index] == nil {
            let start = stackTexts.count
            for number in tables.stacks[stack] {
                let frame = tables.stacks.frames[Int(number)]
                stackTexts.append(UInt8(ascii: "\t"))
                stackTexts += tables.strings.bytes(frame.function)
                stackTexts += " @ 0x\(String(frame.programCounter, radix: 16))\n\t\t".utf8
                stackTexts += tables.strings.bytes(frame.file)
                stackTexts += ":\(frame.line)\n".utf8
            }
            stackRanges[index] = start..<stackTexts.count
        }
        if let range = stackRanges[index] { report.add(stackTexts[range]) }
    }
}
