import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Wire

/// One request and its answer.
struct HTTPExchange {
    let address: WebAddress
    let headers: HTTPHeaderLines
    let options: HTTPFetch.Options
    /// Whether this is the host that the user named: certificates of others are always verified.
    let isFirstHost: Bool
    let deadline: NIODeadline

    /// One thread that lives as long as sonde; there is none before the first request.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    func run() throws -> HTTPAnswer {
        let proxy = try HTTPProxy.chosen(for: address) { Surroundings.variable($0) }
        let isForwarded = proxy?.forwards(address) ?? false
        var request = try HTTPClient.Request(url: isForwarded ? proxy?.origin ?? "" : connectionURL)
        request.headers = headers.fields
        let collector = HTTPCollector(limit: options.limit)
        var configuration = try configuration(proxy)
        if let proxy, isForwarded {
            request.headers.replaceOrAdd(name: "Host", value: address.place)
            if let secret = proxy.authorization {
                request.headers.replaceOrAdd(name: "Proxy-Authorization", value: secret)
            }
            let target = address.withoutUser.text
            configuration.http1_1ConnectionDebugInitializer = { ForwardedRequest.install(target, in: $0) }
        }
        let client = HTTPClient(eventLoopGroupProvider: .shared(Self.loops), configuration: configuration)
        // Not waited for: a peer that does not answer the end of a TLS connection would hold everything up.
        defer { client.shutdown { _ in } }
        do {
            return try client.execute(request: request, delegate: collector, deadline: deadline).wait()
        } catch {
            if let answer = collector.answer, collector.isWhole(error) { return answer }
            throw HTTPFailure(address: address, options: options, proxy: proxy, collector: collector).explained(error)
        }
    }

    /// Without user and fragment, which are not for the wire.
    private var connectionURL: String {
        var copy = address.withoutUser
        copy.host = address.connectionHost
        return copy.text
    }

    private func configuration(_ proxy: HTTPProxy?) throws -> HTTPClient.Configuration {
        var result = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        result.httpVersion = .http1Only
        result.connectionPool.retryConnectionEstablishment = false
        result.timeout.connect = .milliseconds(
            max(1, min(options.connectMilliseconds, options.timeoutMilliseconds, 1 << 40)))
        if address.scheme == "https" {
            result.tlsConfiguration = try options.tls.configuration(isFirstHost: isFirstHost)
        }
        if let proxy, !proxy.forwards(address) { result.proxy = proxy.tunnel }
        return result
    }
}

extension WebAddress {
    fileprivate var withoutUser: WebAddress {
        var copy = self
        copy.userInfo = nil
        copy.fragment = nil
        if copy.path.isEmpty { copy.path = "/" }
        return copy
    }
}

/// Names the whole address in the request's first line, as a proxy wants it that passes plain requests on (RFC 9112,
/// section 3.2.2). The client itself can only ask a proxy for a tunnel, which most refuse to other ports than 443.
private final class ForwardedRequest: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let target: String

    private init(target: String) { self.target = target }

    static func install(_ target: String, in channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(
                ForwardedRequest(target: target), position: .after(pipeline.handler(type: HTTPRequestEncoder.self)))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        if case .head(var head) = part {
            head.uri = target
            part = .head(head)
        }
        context.write(wrapOutboundOut(part), promise: promise)
    }
}
