import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Wire

/// Turns what went wrong on the way into what happened, and what to do.
struct HTTPFailure {
    let address: WebAddress
    let options: HTTPFetch.Options
    let proxy: HTTPProxy?
    let collector: HTTPCollector

    func explained(_ error: any Error) -> InputError {
        switch error {
        case let error as InputError: error.inFile(address.redacted)
        case is HTTPCollector.TooLarge: failure("the server sends more than \(options.limit) bytes", .tooLarge)
        case let error as HTTPClientError: ofClient(error)
        case let error as NIOConnectionError: ofConnection(error)
        case let error as IOError: ofSystem(error.errnoCode)
        case ChannelError.connectTimeout: noConnection
        case ChannelError.inputClosed, ChannelError.ioOnClosedChannel, ChannelError.eof:
            Self.closed(address, collector)
        case let error as HTTPParserError:
            [.invalidEOFState, .closedConnection].contains(error) ? Self.closed(address, collector) : notHTTP
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: ofTLS(error)
        default: failure("\(error)")
        }
    }

    /// The connection ended too early.
    static func closed(_ address: WebAddress, _ collector: HTTPCollector) -> InputError {
        let message =
            collector.head == nil
            ? "the server closed the connection without an answer"
            : "the server closed the connection in the middle of its answer, after \(collector.receivedCount) bytes "
                + "of the body; it may have ended or been restarted"
        return InputError(.inputOutput, message, file: address.redacted)
    }

    private func failure(_ message: String, _ code: InputError.Code = .inputOutput) -> InputError {
        InputError(code, message, file: address.redacted)
    }

    /// Who is on the other side of the connection.
    private var peer: String {
        guard let proxy else { return "\(address.connectionHost) port \(address.effectivePort)" }
        return "the proxy \(proxy.address.place) (of \(proxy.variable))"
    }

    private func ofClient(_ error: HTTPClientError) -> InputError {
        switch error {
        case .deadlineExceeded, .readTimeout:
            let came = collector.receivedCount
            return failure(
                "no complete answer within \(Self.time(options.timeoutMilliseconds))"
                    + (came > 0 ? "; \(came) bytes of the body came" : ""))
        case .connectTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            return noConnection
        case .tlsHandshakeTimeout:
            return failure(
                "\(peer) does not answer the TLS handshake within \(Self.time(connectMilliseconds)); "
                    + "does it speak https?")
        case .remoteConnectionClosed, .uncleanShutdown: return Self.closed(address, collector)
        case .proxyAuthenticationRequired:
            return failure("\(peer) wants a user and a password: write http://USER:PASSWORD@… there", .notPermitted)
        case .invalidProxyResponse: return failure("\(peer) refuses the connection")
        case .invalidURL, .emptyHost: return failure("is not a valid address", .usage)
        default: return failure(error.shortDescription)
        }
    }

    private func ofConnection(_ error: NIOConnectionError) -> InputError {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return failure(
                "there is no host `\(error.host)`: its name has no address"
                    + (proxy.map { " (it is the proxy of \($0.variable))" } ?? ""), .notFound)
        }
        let numbers = error.connectionErrors.compactMap { ($0.error as? IOError)?.errnoCode }
        if let number = numbers.first(where: { $0 == ECONNREFUSED }) ?? numbers.first { return ofSystem(number) }
        return noConnection
    }

    private func ofSystem(_ number: Int32) -> InputError {
        switch number {
        case ECONNREFUSED:
            failure(
                proxy == nil
                    ? "connection refused: nothing listens at \(peer); is the program running, and does it serve "
                        + "net/http/pprof there?" : "connection refused by \(peer)")
        case ECONNRESET, EPIPE: Self.closed(address, collector)
        case ETIMEDOUT: noConnection
        default: failure("no connection to \(peer): \(unsafe String(cString: strerror(number)))")
        }
    }

    private var noConnection: InputError {
        failure(
            "no connection to \(peer) within \(Self.time(connectMilliseconds)): the host is down, or a firewall drops "
                + "what is sent to it")
    }

    private var notHTTP: InputError {
        failure(
            "what answers at \(peer) is not HTTP"
                + (address.scheme == "http" ? "; if it is TLS, write https:// in front" : ""))
    }

    private func ofTLS(_ error: any Error) -> InputError {
        // The library tells these cases apart by their names alone.
        let text = "\(error)"
        if error is NIOSSLExtraError, text.contains("failedToValidateHostname") {
            return failure(
                "the server's certificate is for another name than `\(address.host)`; https+insecure:// accepts it")
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            let believed = options.tls.authorityFile ?? "this machine's authorities"
            return failure(
                "the server's certificate is not vouched for by \(believed), or its time has passed; name its authority "
                    + "(--tls-ca FILE), or accept any certificate (https+insecure://)")
        }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") || text.contains("HTTPS_PROXY") {
            return failure("the server does not speak TLS: write http:// instead of https://")
        }
        if text.contains("CERTIFICATE_REQUIRED") || text.contains("BAD_CERTIFICATE") || text.contains("UNKNOWN_CA")
            || text.contains("CERTIFICATE_UNKNOWN") || text.contains("HANDSHAKE_FAILURE")
        {
            let own = options.tls.certificateFile
            return failure(
                own.map { "the server does not accept the client's certificate of \($0) (\(Self.alert(text)))" }
                    ?? "the server ends the TLS handshake (\(Self.alert(text))); if it wants a client's certificate, "
                    + "give it with --tls-cert and --tls-key", .notPermitted)
        }
        if text.contains("uncleanShutdown") { return Self.closed(address, collector) }
        return failure("TLS failed: \(Self.alert(text))")
    }

    /// The library's name for a failure: `TLSV1_ALERT_UNKNOWN_CA`.
    private static func alert(_ text: String) -> String {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        return words.first { $0.contains("_") && $0.allSatisfy { !$0.isLowercase } }.map(String.init) ?? text
    }

    private var connectMilliseconds: Int64 { min(options.connectMilliseconds, options.timeoutMilliseconds) }

    static func time(_ milliseconds: Int64) -> String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
