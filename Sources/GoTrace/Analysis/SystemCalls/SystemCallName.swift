/// The name of a system call, as the functions of the stack tell: the trace itself has no number.
public enum SystemCallName {
    /// - Parameter names: functions of the stack, innermost first.
    /// - Returns: a name such as `read`, `cgo (main._Cfunc_work)`, or the innermost function that is no mere entry.
    public static func name(stack names: [String]) -> String {
        var fallback = ""
        for (index, name) in names.enumerated() {
            if name == "runtime.cgocall" || name == "runtime.cgocallbackg" {
                return "cgo (\(names.dropFirst(index + 1).first ?? "unknown"))"
            }
            if let own = known[name] { return own }
            guard !isEntry(name) else { continue }
            if let call = wrapper(name) { return call }
            if fallback.isEmpty { fallback = name }
        }
        return fallback.isEmpty ? names.first ?? "" : fallback
    }

    /// Whether a name is that of a wait of the runtime, which is no work of the program.
    public static func isWaitOfRuntime(_ name: String) -> Bool { known.values.contains(name) }

    /// Functions that only lead into the kernel, whatever for.
    private static func isEntry(_ name: String) -> Bool {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let function = name[name.utf8.index(after: dot)...].lowercased()
        if name.hasPrefix("runtime.") { return function.hasPrefix("entersyscall") || function == "notetsleepg" }
        let isPackage =
            name.hasPrefix("syscall.") || name.hasPrefix("internal/runtime/syscall")
            || name.hasPrefix("runtime/internal/syscall") || name.hasPrefix("golang.org/x/sys/unix.")
            || name.hasPrefix("internal/syscall/unix.")
        return isPackage && (function.hasPrefix("syscall") || function.hasPrefix("rawsyscall"))
    }

    /// `fsync` of `syscall.fsync` and `golang.org/x/sys/unix.Fsync`.
    private static func wrapper(_ name: String) -> String? {
        for package in ["syscall.", "golang.org/x/sys/unix.", "internal/syscall/unix."] where name.hasPrefix(package) {
            let function = name.dropFirst(package.utf8.count)
            guard !function.contains("."), !function.contains("(") else { return nil }
            return function.lowercased()
        }
        return nil
    }

    /// Functions of the runtime that leave their processor while they wait in the kernel.
    private static let known: [String: String] = [
        "os/signal.signal_recv": "futex (wait for signals)",
        "runtime.(*profBuf).read": "futex (wait for CPU samples)",
    ]
}
