import Diagnosis
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization
import Wire

/// From requests of HTTP to those of the pages, and back.
final class WebResponder: HTTPResponder, Sendable {
    typealias Context = BasicRequestContext

    private let routes: Routes
    private let token: String
    private let boundPort = Mutex(0)
    /// Views compute, and wait for each other: they must not hold up those who serve.
    private let threads = NIOThreadPool(numberOfThreads: 8)

    /// Bytes of a request's body; the longest are lists of names of files.
    private static let bodyLimit = 64 << 10

    init(routes: Routes, token: String) {
        self.routes = routes
        self.token = token
        threads.start()
    }

    func bind(_ port: Int) { boundPort.withLock { $0 = port } }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let access = AccessGuard(port: boundPort.withLock { $0 }, token: token)
        guard let method = PageRequest.Method(rawValue: request.method.rawValue) else {
            return Self.response(.text(405, "sonde answers GET, HEAD, POST and DELETE."))
        }
        guard var asked = Self.head(of: request, method) else {
            return Self.response(.text(400, "The address is malformed."))
        }
        switch access.judge(asked) {
        case .refused(let status, let reason): return Self.response(.text(status, reason))
        case .admitted(let location):
            var answer = PageAnswer.text(303, "See \(location)")
            answer.headers = [("location", location), ("set-cookie", access.cookie), ("cache-control", "no-store")]
            return Self.response(answer)
        case .allowed: break
        }
        if asked.path == "/api/events", asked.method == .get { return EventStream.response(routes.workspace) }
        // What views work on may take long: nobody works on for a browser that is gone.
        if asked.method == .get, asked.path.hasPrefix("/api/documents/") {
            let waited = asked
            return try await request.body.consumeWithInboundCloseHandler { _ in
                Self.response(try await answer(waited), to: waited)
            } onInboundClosed: {
                waited.control.cancel()
            }
        }
        do {
            asked.body = Array(buffer: try await request.body.collect(upTo: Self.bodyLimit))
        } catch {
            return Self.response(.text(413, "The request has more than \(Self.bodyLimit >> 10) KiB."))
        }
        return Self.response(try await answer(asked), to: asked)
    }

    private func answer(_ asked: PageRequest) async throws -> PageAnswer {
        try await withTaskCancellationHandler {
            try await threads.runIfActive { [routes] in Self.answer(asked, routes) }
        } onCancel: {
            asked.control.cancel()
        }
    }

    private static func answer(_ asked: PageRequest, _ routes: Routes) -> PageAnswer {
        do { return try routes.answer(asked) } catch let error as PageError {
            return .text(error.status, error.message)
        } catch is CancellationError {
            return .text(499, "It was cancelled.")
        } catch {
            return .text(422, "\(error)")
        }
    }

    /// All but the body; nil for an address that is not encoded as it has to be.
    private static func head(of request: Request, _ method: PageRequest.Method) -> PageRequest? {
        guard let path = PercentText.decode(request.uri.path) else { return nil }
        var asked = PageRequest(method: method, path: path)
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).compactMap {
                PercentText.decode($0.replacing("+", with: " "))
            }
            guard !parts.isEmpty, parts.count == (pair.contains("=") ? 2 : 1) else { return nil }
            if asked.query[parts[0]] == nil { asked.query[parts[0]] = parts.count > 1 ? parts[1] : "" }
        }
        for field in request.headers { asked.headers[field.name.canonicalName] = field.value }
        if asked.headers["host"] == nil { asked.headers["host"] = request.head.authority }
        return asked
    }

    private static func response(_ answer: PageAnswer, to asked: PageRequest? = nil) -> Response {
        var headers = HTTPFields()
        func add(_ name: String, _ value: String) {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        for header in SecurityHeaders.all { add(header.name, header.value) }
        add("content-type", answer.type)
        add("vary", "accept-encoding")
        add("cache-control", "no-store")
        for header in answer.headers { add(header.name, header.value) }
        var body = answer.body
        let isPacked =
            body.count > 1024 && asked?.headers["accept-encoding"]?.contains("gzip") == true
        // Answers go over the loopback interface: the time that packing takes weighs more than the bytes it saves.
        if isPacked, let packed = try? Deflate.gzip(body, level: 1) {
            body = packed
            add("content-encoding", "gzip")
        }
        if asked?.method == .head {
            add("content-length", String(body.count))
            body = []
        }
        return Response(
            status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
