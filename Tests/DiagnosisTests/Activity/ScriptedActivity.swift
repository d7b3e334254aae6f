import Evidence
import Wire

@testable import Diagnosis
@testable import SystemActivity

/// A log of system activity that a test makes up: one process, seven, for ten seconds; times are in milliseconds.
struct ScriptedActivity: ActivitySource {
    var tables = ActivityTables()
    let clock = ActivityClock(wallOffset: nil, isMonotonic: true, step: 1)
    let quality = Quality()
    private var events: [ActivityEvent] = []
    private var isRead = false

    init(length: Double = 10_000) {
        var process = ActivityProcess(id: 7, parentID: 1)
        process.name = tables.strings.intern("shop")
        process.start = 0
        tables.processes = [process]
        call(0, "getpid", kind: .other)
        call(length - 1, "getpid", took: 1, kind: .other)
    }

    mutating func call(
        _ time: Double, _ operation: String, _ descriptor: Int32 = -1, _ path: String = "", _ result: String = "0",
        took: Double = 0.01, kind: ActivityClass = .file, process: Int32 = 0, thread: UInt32 = 7, stack: UInt32 = 0
    ) {
        events.append(
            ActivityEvent(
                time: Int64(time * 1e6), duration: Int64(took * 1e6), process: process, thread: thread, kind: kind,
                operation: tables.strings.intern(operation), path: tables.strings.intern(path),
                result: tables.strings.intern(result), stack: stack, descriptor: descriptor))
    }

    /// A stack of functions, innermost first.
    mutating func stack(_ functions: [String]) -> UInt32 {
        if tables.spaces.isEmpty { tables.spaces = [.kernel] }
        let space = tables.symbols.add(.kernel)
        let addresses = functions.map { function in
            let frame = tables.symbols.table.intern(function: function, file: "program.go", line: 10)
            // Outer frames are looked up by the address before their own.
            let address = UInt64(frame.rawValue) * 2 + 1
            for place in [address, address - 1] { tables.symbols.add(place, in: space, [frame]) }
            return address
        }
        return tables.stacks.intern(addresses[...], in: 0)
    }

    /// A stretch in which a thread could have run and had no processor.
    mutating func ready(_ time: Double, _ length: Double, thread: UInt32 = 7) {
        tables.waits.append(
            ActivityWait(
                time: Int64(time * 1e6), duration: Int64(length * 1e6), ready: Int64(length * 1e6), process: 0,
                thread: thread, wakerProcess: -1, wakerThread: 0, wakerProcessID: 0, wakerName: .empty,
                isPreempted: true, isUninterruptible: false, operation: .empty, kernelStack: 0, stack: 0))
    }

    /// A stretch in which a thread did not run, since the kernel had it wait there for another process.
    mutating func held(_ time: Double, _ length: Double, _ operation: String, in kernel: [String], by waker: String) {
        let stack = stack(kernel)
        tables.waits.append(
            ActivityWait(
                time: Int64(time * 1e6), duration: Int64(length * 1e6), ready: 0, process: 0, thread: 7,
                wakerProcess: -1, wakerThread: 99, wakerProcessID: 99, wakerName: tables.strings.intern(waker),
                isPreempted: false, isUninterruptible: false, operation: tables.strings.intern(operation),
                kernelStack: stack, stack: 0))
    }

    /// Makes the process a go command that runs to the end of the log.
    mutating func isGoCommand() {
        tables.processes[0].arguments = ["/go/bin/go", "build", "."].map { tables.strings.intern($0) }
    }

    /// A child process.
    mutating func child(_ id: UInt32, from start: Double, to end: Double, arguments: [String] = []) {
        var process = ActivityProcess(id: id, parentID: 7)
        process.parent = 0
        process.arguments = arguments.map { tables.strings.intern($0) }
        process.start = Int64(start * 1e6)
        process.end = Int64(end * 1e6)
        tables.processes.append(process)
    }

    /// What the machine did in ten seconds, from nothing on; two processors.
    mutating func machine(
        threads: [ThreadScheduleSample] = [], others: [OtherProcessSample] = [], _ change: (inout HostSample) -> Void
    ) {
        var first = HostSample(time: 0)
        change(&first)
        Self.clear(&first)
        var last = HostSample(time: 10_000_000_000)
        last.machine.processors = 2
        last.machine.allowed = 2
        change(&last)
        first.machine.allowed = last.machine.allowed
        tables.host = HostSamples([first, last], threads: threads, others: others)
    }

    /// All counters at nothing, the limits as they are.
    private static func clear(_ sample: inout HostSample) {
        sample.machine.busy = 0
        sample.machine.stolen = 0
        sample.machine.swappedIn = 0
        sample.machine.swappedOut = 0
        sample.machine.pressure.memorySome = 0
        sample.recorded = RecordedSample()
        sample.recorded.processorTime = 0
        sample.recorded.runTime = 0
        sample.recorded.runWait = 0
        sample.recorded.majorFaults = 0
        sample.recorded.recorder = 0
        for index in sample.groups.indices {
            sample.groups[index].periods = 0
            sample.groups[index].throttledPeriods = 0
            sample.groups[index].throttledTime = 0
            sample.groups[index].memoryLimitHits = 0
        }
    }

    mutating func read(into batch: inout [ActivityEvent], limit: Int) throws(InputError) {
        batch = isRead ? [] : events.sorted { $0.time < $1.time }
        isRead = true
    }

    func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {}

    /// - Parameter synchronousFiles: files that were open so that each write waits for the disk.
    func evidence(synchronousFiles: Set<String> = []) throws -> ActivityEvidence {
        var source = self
        return try ActivityEvidence(&source, name: "made up", synchronousFiles: synchronousFiles)
    }

    /// What is found, roots first.
    func findings() throws -> [Finding] {
        var context = DiagnosisContext()
        context.activity = try evidence()
        return diagnosed(context: context).findings
    }

    /// Causes with their severities, such as `cpu.throttled warning`.
    func causes() throws -> [String] { try findings().map { "\($0.cause.rawValue) \($0.severity.rawValue)" } }
}
