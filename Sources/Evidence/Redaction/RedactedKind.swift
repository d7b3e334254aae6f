/// What a redaction takes out.
public enum RedactedKind: String, CaseIterable, Sendable {
    /// Arguments of programs behind the program's name.
    case argument
    /// Values of variables of the environment.
    case environment
    /// Values of pprof labels.
    case label
    /// Parts of paths under home directories, or that arguments named.
    case path
    /// Network addresses other than loopback, and names of unix sockets.
    case address
    case host
    case user
    /// What a program wrote: messages, names of tasks and regions in traces, settings of its linker.
    case text

    /// What pseudonyms of the kind begin with.
    var prefix: String {
        switch self {
        case .path: "x"
        case .environment: "value"
        case .address: "unix"
        default: rawValue
        }
    }
}
