import GoProcess

/// What a goroutine is there for, as far as its stack tells: most waits of a healthy program belong to a role that
/// is meant to wait.
enum GoroutineRole: UInt8, Sendable, CaseIterable {
    /// Program code: whatever it waits for may matter.
    case application
    /// Started by the runtime for itself.
    case runtime
    /// Writes the very dump, or a profile.
    case profiler
    case signalLoop
    case acceptLoop
    /// A server's connection between two requests.
    case idleConnection
    /// A connection's own loops in a client library: net/http, HTTP/2, gRPC.
    case transport
    case databaseHousekeeping
    /// A goroutine that does nothing but read what a peer may send at any time.
    case idleReader
    /// Waits for a child process or copies its output.
    case childProcess

    /// Waiting is its purpose.
    var isIdleByDesign: Bool { self != .application }

    /// The noun for reports, with its number: `1 accept loop`, `20 idle server connections`.
    func counted(_ number: Int) -> Phrase {
        switch self {
        case .application: Wording.count(number, "goroutine of the program", "goroutines of the program")
        case .runtime: Wording.count(number, "goroutine of the runtime", "goroutines of the runtime")
        case .profiler: Wording.count(number, "goroutine that takes profiles", "goroutines that take profiles")
        case .signalLoop: Wording.count(number, "signal loop")
        case .acceptLoop: Wording.count(number, "accept loop")
        case .idleConnection: Wording.count(number, "idle server connection")
        case .transport:
            Wording.count(
                number, "connection loop of client libraries", "connection loops of client libraries")
        case .databaseHousekeeping: Wording.count(number, "database/sql helper")
        case .idleReader:
            Wording.count(number, "reader that waits for a peer to speak", "readers that wait for a peer to speak")
        case .childProcess: Wording.count(number, "wait for a child process", "waits for child processes")
        }
    }

    init(_ goroutine: Goroutine, traits: FunctionTraits) {
        func has(_ wanted: FunctionTraits) -> Bool { !traits.isDisjoint(with: wanted) }
        let isHandling = has([.handler, .rpcCall])
        if goroutine.flags.contains(.system) || goroutine.kind == .runtimeIdle {
            self = .runtime
        } else if has(.profiler) {
            self = .profiler
        } else if has(.signalLoop) {
            self = .signalLoop
        } else if has(.accept) {
            self = .acceptLoop
        } else if has(.serverConnection), !isHandling {
            self = .idleConnection
        } else if has([.transportRead, .transportWrite]) || (has([.http2Client, .rpcTransport]) && !isHandling) {
            self = has(.roundTrip) ? .application : .transport
        } else if has(.databaseHousekeeping) {
            self = .databaseHousekeeping
        } else if has(.childProcess), !isHandling {
            self = .childProcess
        } else if has([.webSocket, .readerLoop]), has(.pollRead), !isHandling, !has([.httpClient, .database]) {
            self = .idleReader
        } else {
            self = .application
        }
    }
}
