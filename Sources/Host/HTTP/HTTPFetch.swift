import NIOCore
import Wire

/// What a server answered.
public struct HTTPResponse: Sendable {
    /// The address that answered, after redirections.
    public let url: String
    public let status: Int
    /// Empty when the server gave none.
    public let contentType: String
    /// Whether the answer says that it comes from net/http/pprof (`X-Go-Pprof`), as its errors do.
    public let isOfGoPprof: Bool
    public let body: Bytes
}

/// GET requests to http:// and https:// addresses.
///
/// Redirections are followed. A proxy of the environment (`http_proxy`, `https_proxy`, `no_proxy`) is used, but not to
/// this machine itself.
public enum HTTPFetch {
    /// How a request is made.
    public struct Options: Sendable {
        /// For all of it, the server's own work and redirections included (`seconds=30`), milliseconds.
        public var timeoutMilliseconds: Int64 = 60_000
        /// Until the connection stands, milliseconds.
        public var connectMilliseconds: Int64 = 10_000
        /// Bytes of body that are accepted.
        public var limit = 1 << 30
        /// Redirections that are followed.
        public var redirectionLimit = 5
        /// Header lines such as `Authorization: Bearer …`.
        public var headers: [String] = []
        public var tls = TLSOptions()

        public init() {}
    }

    /// The body of a page that the server gives with status 200.
    ///
    /// - Throws: as `response(of:options:)`, and as `HTTPResponse.page()`.
    public static func body(of url: String, options: Options = Options()) throws -> Bytes {
        try response(of: url, options: options).page()
    }

    /// What the server answers, whatever its status is; of other answers than 200 only the beginning of the body.
    ///
    /// - Throws: `usage` for an address that is neither http nor https and for options that make no sense; `notFound`
    ///   for a host that has no address; `tooLarge`; `notPermitted` when the server wants another certificate;
    ///   `inputOutput` for everything that goes wrong on the way.
    public static func response(of url: String, options: Options = Options()) throws -> HTTPResponse {
        guard var address = WebAddress(url), address.isOfTheWeb else {
            throw InputError(.usage, "is not an address that begins with http:// or https://", file: url)
        }
        let first = address
        let headers = try HTTPHeaderLines(options.headers).addingUser(of: address)
        let deadline = NIODeadline.now() + .milliseconds(min(max(options.timeoutMilliseconds, 1), 1 << 40))
        var visited = [address]
        while true {
            let exchange = HTTPExchange(
                address: address, headers: address.hasOrigin(of: first) ? headers : headers.withoutSecrets,
                options: options, isFirstHost: address.host.lowercased() == first.host.lowercased(), deadline: deadline)
            let answer = try exchange.run()
            guard answer.isRedirection, let location = answer.location else { return answer.response(address) }
            guard let next = address.redirected(to: location), next.isOfTheWeb else {
                let shown = location.prefix(200)
                throw InputError(
                    .inputOutput, "the server redirects to `\(shown)`, which is not http or https",
                    file: address.redacted)
            }
            if visited.contains(next) {
                throw InputError(
                    .inputOutput, "the server redirects in a circle, back to \(next.redacted)", file: first.redacted)
            }
            if visited.count > options.redirectionLimit {
                throw InputError(
                    .inputOutput,
                    "the server redirects more than \(options.redirectionLimit) times, last to \(next.redacted)",
                    file: first.redacted)
            }
            visited.append(next)
            address = next
        }
    }
}

extension WebAddress {
    /// Whether it can be fetched.
    var isOfTheWeb: Bool { scheme == "http" || scheme == "https" }
}

extension HTTPResponse {
    /// The body of an answer with status 200.
    ///
    /// - Throws: `notFound` for status 404 and 410, `notPermitted` for 401, 403 and 407; otherwise `inputOutput`; with
    ///   the status and the server's own words.
    public func page() throws -> Bytes {
        if status == 200 { return body }
        let code: InputError.Code =
            switch status {
            case 404, 410: .notFound
            case 401, 403, 407: .notPermitted
            default: .inputOutput
            }
        let words = explanation.isEmpty ? "" : ": \(explanation)"
        throw InputError(code, "the server answers with status \(status)\(words)", file: url)
    }

    /// The server's own words in a body of text, in one line: servers of net/http/pprof explain failures there.
    var explanation: String {
        let isText = contentType.isEmpty || contentType.lowercased().hasPrefix("text/plain")
        guard isText || isOfGoPprof, let start = body.slice(0, min(body.count, 1000))?.string else { return "" }
        let lines = start.split(whereSeparator: \.isNewline).prefix(isOfGoPprof ? 10 : 1)
        let words = lines.joined(separator: " ")
        guard words.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 0x7f && $0.value != 0xfffd }) else {
            return ""
        }
        return String(words.prefix(isOfGoPprof ? 600 : 200))
    }
}
