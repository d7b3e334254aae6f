import CLinux
import Evidence
import Glibc
import Wire

/// Recording what processes ask of the kernel, by programs in it (BPF). CAP_BPF and CAP_PERFMON suffice.
///
/// What it gives are records as `activity_records.h` describes them; `SystemActivity` reads them.
public final class ActivityRecorder: ActivityRecording {
    public struct Options: Sendable {
        /// Bytes between kernel and sonde; a power of two.
        public var ringSize = 1 << 24
        public var withStacks = true
        public var withEnvironment = false
        /// A thread that is without a processor for less is not recorded, unless it waits for something; nanoseconds.
        public var shortestPreemption: UInt64 = 100_000
        public var withCalls = true
        /// Whether threads that wait, or are in a call, when they are adopted count as doing so from then on; of such
        /// waits the program's stacks are not known.
        public var withBegunWaits = false
        /// Names of system calls that are only counted.
        public var droppedCalls: Set<String> = []

        public init() {}
    }

    /// What was made and what was lost, in records.
    public struct Counters: Sendable, Equatable {
        public var calls: UInt64 = 0
        public var callsLost: UInt64 = 0
        public var stacksLost: UInt64 = 0
        public var blocks: UInt64 = 0
        public var blocksLost: UInt64 = 0
        /// Records of forks, executions with their arguments, and ends.
        public var processEvents: UInt64 = 0
        public var processEventsLost: UInt64 = 0
        /// Arguments whose memory could not be read.
        public var unreadable: UInt64 = 0
        /// Calls left out as `Options.droppedCalls` has it.
        public var dropped: UInt64 = 0
        /// Threads that could not be followed for want of memory.
        public var notFollowed: UInt64 = 0
        /// Events that the kernel did not give to a program, since that was running already.
        public var missed: UInt64 = 0
        /// Processes that were let go since they execute programs with other privileges.
        public var released: UInt64 = 0

        public var lost: UInt64 { callsLost &+ stacksLost &+ blocksLost &+ processEventsLost &+ notFollowed &+ missed }
    }

    /// What a buffer for `read` must have room for, in bytes.
    public static let smallestBuffer = 64 << 10

    private let activity: OpaquePointer
    /// Of looking for processes to adopt.
    private static let mostRounds = 20

    public var backEnd: ActivityBackEnd { .bpf }

    /// Loads the programs; nothing is followed yet.
    /// - Throws: `notPermitted`, `unsupported`, each with what to do.
    public init(_ options: Options) throws(InputError) {
        var settings = sonde_activity_settings()
        settings.with_stacks = options.withStacks ? 1 : 0
        settings.with_environment = options.withEnvironment ? 1 : 0
        settings.shortest_preemption = options.shortestPreemption
        settings.without_calls = options.withCalls ? 0 : 1
        settings.with_begun_waits = options.withBegunWaits ? 1 : 0
        let plans = CallPlans.all(dropped: options.droppedCalls)
        var result: OpaquePointer?
        var message = [CChar](repeating: 0, count: 4096)
        let status = unsafe sonde_activity_open(
            &settings, plans, UInt32(clamping: options.ringSize), &result, &message, message.count)
        let failure = errno
        guard status == SONDE_ACTIVITY_READY, let activity = unsafe result else {
            let text = String(
                decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw Self.error(status, failure, text)
        }
        self.activity = unsafe activity
    }

    deinit { unsafe sonde_activity_close(activity) }

    private static func error(_ status: sonde_activity_status, _ failure: Int32, _ text: String) -> InputError {
        switch status {
        case SONDE_ACTIVITY_NO_LIBRARY:
            return InputError(
                .unsupported,
                "recording by BPF needs libbpf (\(unsafe String(cString: sonde_activity_library()))): "
                    + "install it, with Debian as `apt install libbpf1`")
        case SONDE_ACTIVITY_NOT_PERMITTED:
            return InputError(
                .notPermitted,
                "recording by BPF needs the capabilities CAP_BPF and CAP_PERFMON: run sonde as root, or give them "
                    + "to it with `setcap cap_bpf,cap_perfmon+ep`")
        default:
            let last = text.split(separator: "\n").last.map { ": \($0)" } ?? ""
            return InputError(
                .unsupported,
                "the kernel refused the programs that record (\(unsafe String(cString: strerror(failure))))\(last)")
        }
    }

    public func followExecution(of process: Int32) throws(InputError) {
        guard unsafe sonde_activity_follow_execution(activity, process) == 0 else {
            throw MappedFile.systemError("cannot be followed", "process \(process)")
        }
    }

    public func adopt(_ process: Int32) throws(InputError) {
        var adopted: Set<Int32> = []
        // What one that is followed starts is followed too: a round that finds nobody new has found all.
        for _ in 0..<Self.mostRounds {
            let new = ProcessList.tree(process).filter { adopted.insert($0).inserted }
            if new.isEmpty { return }
            for process in new {
                guard unsafe sonde_activity_adopt(activity, process) == 0 else {
                    throw MappedFile.systemError("cannot be followed", "process \(process)")
                }
            }
        }
    }

    public func closeOpen() throws(InputError) {
        guard unsafe sonde_activity_close_open(activity) == 0 else {
            throw MappedFile.systemError("cannot be ended", "what the recording saw begin")
        }
    }

    public func stop() { unsafe sonde_activity_stop(activity) }

    public func read(into buffer: inout [UInt8]) throws(InputError) -> Int {
        let length = buffer.withUnsafeMutableBufferPointer { bytes in
            unsafe sonde_activity_read(activity, bytes.baseAddress, bytes.count)
        }
        guard length >= 0 else { throw MappedFile.systemError("cannot be read", "the ring of records") }
        return length
    }

    /// - Throws: `inputOutput`.
    public func counters() throws(InputError) -> Counters {
        var values = [UInt64](repeating: 0, count: Int(SONDE_COUNTER_COUNT.rawValue))
        var missed: UInt64 = 0
        guard unsafe sonde_activity_count(activity, &values, &missed) == 0 else {
            throw MappedFile.systemError("cannot be read", "the counters of the recording")
        }
        var counters = Counters(values)
        counters.missed = missed
        return counters
    }

    public func kernelFunction(at address: UInt64) -> String? {
        var name = sonde_kernel_name()
        name.address = address
        guard unsafe sonde_activity_name(activity, &name) == 0 else { return nil }
        let text = withUnsafeBytes(of: name.text) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }, as: UTF8.self)
        }
        return text.first?.isNumber == true ? nil : text
    }

    public func hasEnded(_ program: WaitingProgram) -> Bool { program.hasEnded }

    public func ending(of program: WaitingProgram) -> ChildEnding? { program.ending() }
}

extension ActivityRecorder.Counters {
    /// - Parameter values: by `sonde_counter`.
    init(_ values: [UInt64]) {
        func value(_ counter: sonde_counter) -> UInt64 { values[Int(counter.rawValue)] }
        self.init(
            calls: value(SONDE_COUNTER_CALLS), callsLost: value(SONDE_COUNTER_CALLS_LOST),
            stacksLost: value(SONDE_COUNTER_STACKS_LOST), blocks: value(SONDE_COUNTER_BLOCKS),
            blocksLost: value(SONDE_COUNTER_BLOCKS_LOST), processEvents: value(SONDE_COUNTER_PROCESS_EVENTS),
            processEventsLost: value(SONDE_COUNTER_PROCESS_EVENTS_LOST),
            unreadable: value(SONDE_COUNTER_UNREADABLE), dropped: value(SONDE_COUNTER_DROPPED),
            notFollowed: value(SONDE_COUNTER_NOT_FOLLOWED))
    }
}
