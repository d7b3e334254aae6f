import Glibc

/// What sonde was started with.
public enum Surroundings {
    /// A variable of the environment; nil when it is not set or empty.
    public static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// The working directory; `.` when it is gone.
    public static var workingDirectory: String {
        guard let path = unsafe getcwd(nil, 0) else { return "." }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// Ignores a signal from now on; true when it was ignored already, as a shell does for background jobs.
    public static func ignore(signal number: Int32) -> Bool {
        var former = sigaction()
        guard unsafe sigaction(number, nil, &former) == 0 else { return false }
        let wasIgnored = unsafe unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == 1
        _ = signal(number, SIG_IGN)
        return wasIgnored
    }
}
