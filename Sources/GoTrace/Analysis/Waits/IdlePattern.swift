/// Why a wait that has not ended is no sign of trouble.
public enum IdlePattern: String, Sendable, CaseIterable {
    /// A goroutine of the runtime itself.
    case runtime
    /// A goroutine that writes the trace, or a CPU profile.
    case tracer
    /// Waits for connections.
    case listener
    /// A connection of a server that waits for the next request.
    case nextRequest = "next request"
    /// A connection of a client that is kept for later, or its helper.
    case connectionPool = "connection pool"
    /// Waits for work at a place to which it or its like has come back before.
    case workerLoop = "worker loop"
    /// Sleeps until a time.
    case sleeper

    /// The pattern that a wait follows; nil when it follows none.
    /// - Parameters:
    ///   - root: the function with which the goroutine began; empty when unknown.
    ///   - names: functions of its stack, innermost first.
    ///   - isLoop: whether goroutines have come back to this place.
    ///   - isInRegion: whether the goroutine is inside of a region that the program marked: then it is at work.
    init?(root: String, kind: WaitKind, names: [String], isLoop: Bool, isInRegion: Bool) {
        if let pattern = Self.ofRuntime(root: root) {
            self = pattern
            return
        }
        if isInRegion { return nil }
        if kind == .network, Self.isNextRequest(names) {
            self = .nextRequest
            return
        }
        for name in names {
            if let pattern = Self.byFunction[name] {
                self = pattern
                return
            }
        }
        switch kind {
        case .sleep: self = .sleeper
        case .channelReceive, .select, .cond:
            // The frames outside of the runtime and sync: a loop waits in the goroutine's first function or right below.
            let own = names.drop { Self.isPlumbing($0) }
            guard isLoop, own.count <= 2 else { return nil }
            self = .workerLoop
        default: return nil
        }
    }

    private static func ofRuntime(root: String) -> IdlePattern? {
        if isTracer(root: root) { return .tracer }
        if root.hasPrefix("runtime."), root != "runtime.main" { return .runtime }
        return root == "os/signal.loop" ? .runtime : nil
    }

    /// Whether goroutines that begin with a function write the trace, or a CPU profile.
    static func isTracer(root: String) -> Bool { tracers.contains { root.hasPrefix($0) } }

    private static let tracers = [
        "runtime/trace.", "runtime/pprof.", "runtime.(*traceAdvancerState)", "runtime.traceStart", "runtime.StartTrace",
    ]

    private static func isPlumbing(_ name: String) -> Bool {
        ["runtime.", "sync.", "internal/", "reflect."].contains { name.hasPrefix($0) }
    }

    /// Whether net/http's server waits for the first line of a request, the first one of a connection or another.
    private static func isNextRequest(_ names: [String]) -> Bool {
        guard names.contains("net/http.(*conn).serve") else { return false }
        if names.contains(where: { $0.hasPrefix("net/http.readRequest") }) {
            return !names.contains("net/textproto.(*Reader).ReadMIMEHeader")
                && !names.contains("net/textproto.readMIMEHeader")
        }
        return names.contains("bufio.(*Reader).Peek") && !names.contains("net/http.serverHandler.ServeHTTP")
    }

    private static let byFunction: [String: IdlePattern] = [
        "net.(*TCPListener).Accept": .listener, "net.(*UnixListener).Accept": .listener,
        "net.(*TCPListener).AcceptTCP": .listener, "net.(*UnixListener).AcceptUnix": .listener,
        "internal/poll.(*FD).Accept": .listener,
        "net/http.(*connReader).backgroundRead": .connectionPool,
        "net/http.(*persistConn).readLoop": .connectionPool, "net/http.(*persistConn).writeLoop": .connectionPool,
        "database/sql.(*DB).connectionOpener": .connectionPool, "database/sql.(*DB).connectionCleaner": .connectionPool,
    ]
}
