import Glibc

/// How a program that sonde started ended.
public enum ChildEnding: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)

    /// - Parameter status: as wait(2) gives it.
    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}

/// What has become of a child of sonde.
enum ChildState {
    case running
    case ended(ChildEnding)
    /// It has ended, and another part of sonde has been told how.
    case gone

    /// Takes notice of the end of a child, so that it leaves the list of processes.
    static func take(_ child: Int32) -> ChildState {
        switch look(child) {
        case .running: return .running
        case .gone: return .gone
        case .ended:
            var status: Int32 = 0
            guard unsafe waitpid(child, &status, WNOHANG) == child else { return .gone }
            return .ended(ChildEnding(waitStatus: status))
        }
    }

    /// Whether a child has ended; it stays in the list of processes.
    static func hasEnded(_ child: Int32) -> Bool { look(child) != .running }

    /// Waits until a child that nobody traces has ended; it stays in the list of processes.
    static func wait(for child: Int32) {
        var information = siginfo_t()
        while !hasEnded(child) { unsafe waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) }
    }

    private enum Look { case running, ended, gone }

    /// Leaves everything as it is. Whatever is asked for, the kernel also shows stops of a child that another thread of
    /// sonde traces, and those are not to be taken.
    private static func look(_ child: Int32) -> Look {
        var information = siginfo_t()
        guard unsafe waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else {
            return errno == ECHILD ? .gone : .running
        }
        let code = information.si_code
        return code == Int32(CLD_EXITED) || code == Int32(CLD_KILLED) || code == Int32(CLD_DUMPED) ? .ended : .running
    }
}
