import Glibc

/// What others used of the processors while a test ran something: the kernel's account of the whole machine
/// (/proc/stat), without what was run.
public struct MachineLoad: Sendable {
    /// Processor time that others had, time that a hypervisor took included.
    private let foreignTime: Duration

    /// Processor time that there was.
    private let capacity: Duration

    private let processors: Int

    /// Part of the processors' time that others had; from 0 to 1.
    public var foreign: Double { foreignTime / capacity }

    /// So much of the processors may others have before a run counts as disturbed. It lies below what sonde itself takes
    /// for a disturbance (20 %), by more than the kernel's account by ticks errs.
    public static let mostOfQuiet = 0.15

    public var isQuiet: Bool { foreign < Self.mostOfQuiet }

    /// Whether a part of the run was quiet, too, whenever the others had their time.
    /// - Parameter part: how long the part took. What was started beside it (reading a program's symbols, writing files)
    ///   is often longer.
    public func isQuiet(during part: Duration) -> Bool {
        foreignTime / (part * processors) < Self.mostOfQuiet
    }

    /// Runs something to its end, and looks at what others did meanwhile.
    public static func during(_ body: () throws -> CommandResult) throws -> (result: CommandResult, load: MachineLoad) {
        let (before, start) = (try busy(), ContinuousClock.now)
        let result = try body()
        let (after, elapsed) = (try busy(), start.duration(to: ContinuousClock.now))
        let foreign = after.time - before.time - result.processorTime
        let load = MachineLoad(
            foreignTime: max(.zero, foreign), capacity: elapsed * after.processors, processors: after.processors)
        return (result, load)
    }

    private static func busy() throws -> (time: Duration, processors: Int) {
        let lines = try Files.lines("/proc/stat").filter { $0.hasPrefix("cpu") }
        // user nice system idle iowait irq softirq steal
        let ticks = (lines.first ?? "").split(separator: " ").dropFirst().compactMap { Int64($0) }
        guard ticks.count >= 8, lines.count > 1 else { throw TestSupportError("/proc/stat has no line of processors") }
        let used = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]
        return (.milliseconds(used * 1000 / Int64(sysconf(Int32(_SC_CLK_TCK)))), lines.count - 1)
    }

    /// A command that gives what it executes a processor as soon as it wants one, where that is permitted: for programs
    /// that seldom want one, since nobody else would have any (SCHED_FIFO). A low nice value alone has a thread that
    /// wakes up wait for the end of another one's turn.
    public static let preferring = usable(["chrt", "--fifo", "1"])

    /// The same for programs that use processors all the time: they leave others a little. In a session of its own,
    /// since the kernel weighs sessions against each other (sched_autogroup) before processes.
    public static let weighing = usable([
        "setsid", "sh", "-c",
        "[ ! -e /proc/self/autogroup ] || echo -20 > /proc/self/autogroup; exec nice -n -20 \"$@\"",
        "sh",
    ])

    private static func usable(_ words: [String]) -> [String] {
        let result = try? Command.run(words[0], words.dropFirst() + ["true"])
        return result?.succeeded == true && result?.error.isEmpty == true ? words : []
    }
}
