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

    /// The working directory by the links that led there, which the shell and the go command call it by; without such a
    /// name its own.
    public static var namedWorkingDirectory: String {
        var (named, own) = (stat(), stat())
        guard let name = variable("PWD"), name.hasPrefix("/"), unsafe stat(name, &named) == 0,
            unsafe stat(".", &own) == 0, named.st_dev == own.st_dev, named.st_ino == own.st_ino
        else { return workingDirectory }
        return name
    }

    /// Where programs keep what they have to remember, `$XDG_STATE_HOME` or `~/.local/state` (XDG Base Directory
    /// Specification); nil when the environment names no place. Relative paths do not count.
    public static var stateFolder: String? {
        if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state }
        if let home = variable("HOME"), home.hasPrefix("/") { return home + "/.local/state" }
        return nil
    }

    /// The machine's own name; empty when unknown.
    public static var hostName: String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "" }
        return unsafe withUnsafeBytes(of: name.nodename) {
            unsafe String(decoding: $0.prefix { unsafe $0 != 0 }, as: UTF8.self)
        }
    }

    /// The kernel's release, such as `6.18.44`, and the kind of processor, such as `x86_64`; empty when unknown.
    public static var kernel: (release: String, machine: String) {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return ("", "") }
        func text<Field>(_ field: Field) -> String {
            unsafe withUnsafeBytes(of: field) { unsafe String(decoding: $0.prefix { unsafe $0 != 0 }, as: UTF8.self) }
        }
        return (text(name.release), text(name.machine))
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
