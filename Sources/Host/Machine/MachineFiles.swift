import Evidence
import Glibc
import Wire

/// The files of /proc that tell of the whole machine, held open.
struct MachineFiles {
    private let processors: HeldFile?
    private let memory: HeldFile?
    private let virtualMemory: HeldFile?
    private let pressure: PressureFiles

    /// - Parameter root: in front of all paths; empty for the system's own.
    init(root: String) {
        processors = HeldFile(root + "/proc/stat")
        memory = HeldFile(root + "/proc/meminfo")
        virtualMemory = HeldFile(root + "/proc/vmstat")
        pressure = PressureFiles { "\(root)/proc/pressure/\($0)" }
    }

    /// - Parameter allowed: the processors that count; nil for all.
    func sample(allowed: ProcessorSet?, _ buffer: inout [UInt8]) -> MachineSample {
        var sample = MachineSample()
        if let text = processors?.contents(&buffer) { Self.readProcessors(text, allowed, &sample) }
        if let text = memory?.contents(&buffer) { Self.readMemory(text, &sample) }
        if let text = virtualMemory?.contents(&buffer) { Self.readSwapping(text, &sample) }
        sample.pressure = pressure.sample(&buffer)
        return sample
    }

    /// Lines `cpu0 USER NICE SYSTEM IDLE IOWAIT IRQ SOFTIRQ STEAL GUEST GUEST_NICE` in clock ticks; the guests' time is
    /// part of the user's.
    static func readProcessors(_ text: Bytes, _ allowed: ProcessorSet?, _ sample: inout MachineSample) {
        var (online, counted) = (Int64(0), Int64(0))
        var (busy, idle, stolen) = (UInt64(0), UInt64(0), UInt64(0))
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard line.skip("cpu") else { break }
            // The first line is the sum of all.
            guard let number = line.processorNumber() else { continue }
            online += 1
            guard allowed?.contains(number) ?? true else { continue }
            var values: [UInt64] = []
            while values.count < 8, let value = line.unsigned() { values.append(value) }
            guard values.count >= 4 else { continue }
            counted += 1
            values += Array(repeating: 0, count: 8 - values.count)
            busy &+= values[0] &+ values[1] &+ values[2] &+ values[5] &+ values[6]
            idle &+= values[3] &+ values[4]
            stolen &+= values[7]
        }
        guard counted > 0 else { return }
        sample.processors = online
        sample.allowed = counted
        sample.busy = ClockTicks.nanoseconds(busy)
        sample.idle = ClockTicks.nanoseconds(idle)
        sample.stolen = ClockTicks.nanoseconds(stolen)
    }

    static func readMemory(_ text: Bytes, _ sample: inout MachineSample) {
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard let name = line.field() else { continue }
            func bytes() -> Int64? { line.unsigned().map { Int64(clamping: $0).multipliedOrMost(by: 1024) } }
            switch name {
            case "MemTotal:": sample.memory = bytes()
            case "MemAvailable:": sample.availableMemory = bytes()
            case "SwapTotal:": sample.swap = bytes()
            case "SwapFree:":
                sample.freeSwap = bytes()
                return
            default: break
            }
        }
    }

    static func readSwapping(_ text: Bytes, _ sample: inout MachineSample) {
        let page = Int64(max(1, sysconf(Int32(_SC_PAGESIZE))))
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            // Both stand one behind the other.
            if line.skip("pswpin ") {
                sample.swappedIn = line.unsigned().map { Int64(clamping: $0).multipliedOrMost(by: page) }
            } else if line.skip("pswpout ") {
                sample.swappedOut = line.unsigned().map { Int64(clamping: $0).multipliedOrMost(by: page) }
                return
            }
        }
    }
}

/// The unit of processor times in /proc.
enum ClockTicks {
    private static let length = 1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))

    static func nanoseconds(_ ticks: UInt64) -> Int64 { Int64(clamping: ticks).multipliedOrMost(by: length) }
}

/// A list of processors: `0-3,8` (cpuset(7)).
struct ProcessorSet: Equatable {
    private var ranges: [ClosedRange<UInt64>] = []

    /// Nil when it is no such list, or an empty one.
    init?(_ text: String) {
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else {
                return nil
            }
            ranges.append(first...last)
        }
        if ranges.isEmpty { return nil }
    }

    func contains(_ processor: UInt64) -> Bool { ranges.contains { $0.contains(processor) } }
}

extension TextScanner {
    /// A number right here, not behind blanks.
    fileprivate mutating func processorNumber() -> UInt64? {
        guard !skip(byte: UInt8(ascii: " ")) else { return nil }
        return unsigned()
    }
}
