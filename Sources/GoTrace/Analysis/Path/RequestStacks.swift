import Evidence

/// What a stack says about a request to an HTTP server of net/http or golang.org/x/net/http2.
enum RequestStack: Equatable, Sendable {
    case other
    /// Waits for the first bytes of the next request on a connection that is kept alive.
    case idle
    /// Reads the head of a request.
    case reading
    /// Works for a request of HTTP/1: calls the handler, which is known by its function and the depth of its frame, or
    /// finishes the answer (`handler` is empty then).
    case handling(handler: StringID, depth: Int)
    /// Root of a goroutine that serves one request of HTTP/2.
    case stream(handler: StringID, depth: Int)
}

/// What stacks say about requests, found out once for each.
///
/// - `net/http.(*conn).serve` calls `bufio.(*Reader).Peek` itself only to wait for the next request (server.go of Go
///   1.8 to 1.27), and `readRequest` to read it.
/// - The handler is the innermost function that was called through `net/http.HandlerFunc.ServeHTTP` or that is a method
///   `ServeHTTP` outside of net/http: routers and middleware lie further out.
/// - Each request of HTTP/2 has a goroutine that begins with `runHandler` of the connection's type, which Go 1.22 to
///   1.27 have in three packages.
struct RequestStacks: Sendable {
    private var known: [RequestStack?] = []

    mutating func kind(_ stack: UInt32, _ tables: TraceTables) -> RequestStack {
        guard stack != 0 else { return .other }
        let number = Int(stack)
        if number < known.count, let kind = known[number] { return kind }
        known.reach(number, with: nil)
        let kind = Self.classify(Array(tables.stacks[stack]), tables)
        known[number] = kind
        return kind
    }

    private static func classify(_ frames: [UInt32], _ tables: TraceTables) -> RequestStack {
        guard let last = frames.last else { return .other }
        let root = tables.functionName(frame: last)
        let isStream = root.hasSuffix("erverConn).runHandler") && root.contains("http2")
        guard isStream || root == "net/http.(*conn).serve" else { return .other }
        let names = frames.reversed().map { tables.functionName(frame: $0) }
        let (handler, depth) = handler(names, Array(frames.reversed()), tables)
        if isStream { return .stream(handler: handler, depth: depth) }
        guard names.count > 1 else { return .other }
        switch names[1] {
        case "bufio.(*Reader).Peek": return .idle
        case "net/http.(*conn).readRequest": return .reading
        case "net/http.serverHandler.ServeHTTP", "net/http.(*response).finishRequest":
            return .handling(handler: handler, depth: depth)
        default: return .other
        }
    }

    /// - Parameter names: outermost first, as are `frames`.
    private static func handler(
        _ names: [String], _ frames: [UInt32], _ tables: TraceTables
    ) -> (StringID, depth: Int) {
        var result = (StringID.empty, depth: 0)
        guard let entry = names.firstIndex(of: "net/http.serverHandler.ServeHTTP") else { return result }
        for index in names.indices.dropFirst(entry + 1) {
            let name = names[index]
            let isOwn = name.hasPrefix("net/http.")
            let isMethod = name.hasSuffix(".ServeHTTP") && !isOwn
            if isMethod || (names[index - 1] == "net/http.HandlerFunc.ServeHTTP" && !isOwn) {
                result = (tables.stacks.frames[Int(frames[index])].function, index)
            }
        }
        return result
    }
}
