import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Wire

/// One answer, before it is known whether it is the last one.
struct HTTPAnswer: Sendable {
    let head: HTTPResponseHead
    let body: Bytes

    var isRedirection: Bool { [301, 302, 303, 307, 308].contains(head.status.code) }
    var location: String? { head.headers.first(name: "Location") }

    func response(_ address: WebAddress) -> HTTPResponse {
        HTTPResponse(
            url: address.redacted, status: Int(head.status.code),
            contentType: head.headers.first(name: "Content-Type") ?? "",
            isOfGoPprof: head.headers.contains(name: "X-Go-Pprof"), body: body)
    }
}

/// Takes an answer in, and stops at its limit.
///
/// Unchecked: the client calls it on one event loop, and the one who started the request reads it after the end.
final class HTTPCollector: HTTPClientResponseDelegate, @unchecked Sendable {
    typealias Response = HTTPAnswer

    /// Nothing more is read: the body of an answer that is no page, as far as it matters.
    struct Enough: Error {}
    struct TooLarge: Error {}

    /// What is read of a page that explains a failure.
    private static let explanationLimit = 64 << 10

    private let limit: Int
    private var body = HTTPBody(limit: 0)
    private(set) var head: HTTPResponseHead?

    init(limit: Int) { self.limit = max(limit, 0) }

    var receivedCount: Int { body.count }

    /// Whether all that matters came before an error.
    ///
    /// Many servers end a connection without saying so in TLS first. Where the end of the connection is the only end
    /// that the body has, that counts as the end, as in Go (`readRecordOrCCS` in crypto/tls/conn.go).
    func isWhole(_ error: any Error) -> Bool {
        if error is Enough { return true }
        guard case NIOSSLError.uncleanShutdown = error, let head else {
            return error as? HTTPClientError == .uncleanShutdown && head.map(Self.endsWithConnection) ?? false
        }
        return Self.endsWithConnection(head)
    }

    private static func endsWithConnection(_ head: HTTPResponseHead) -> Bool {
        !head.headers.contains(name: "Content-Length") && !head.headers.contains(name: "Transfer-Encoding")
    }

    /// What came before nothing more was read.
    var answer: HTTPAnswer? { head.map { HTTPAnswer(head: $0, body: body.bytes()) } }

    func didReceiveHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        self.head = head
        let expected = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        if head.status == .ok, expected > limit { return task.eventLoop.makeFailedFuture(TooLarge()) }
        body = HTTPBody(limit: head.status == .ok ? limit : Self.explanationLimit, expected: expected)
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<HTTPAnswer>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        do {
            let isTooMuch = buffer.readableBytes > body.room
            if isTooMuch, head?.status == .ok { throw TooLarge() }
            try body.append(buffer)
            if isTooMuch { throw Enough() }
        } catch { return task.eventLoop.makeFailedFuture(error) }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<HTTPAnswer>) throws -> HTTPAnswer {
        guard let answer else { throw HTTPClientError.remoteConnectionClosed }
        return answer
    }
}
