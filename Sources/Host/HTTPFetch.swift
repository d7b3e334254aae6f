import CLinux
import Glibc
import Synchronization
import Wire

/// What a server answered.
public struct HTTPResponse: Sendable {
    public let status: Int
    /// Empty when the server gave none.
    public let contentType: String
    public let body: Bytes

    /// The first line of a body of text, shortened: servers of net/http/pprof explain failures there.
    var explanation: String {
        guard let line = body.slice(0, min(body.count, 400))?.string.split(separator: "\n").first,
            line.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 0xfffd })
        else { return "" }
        return String(line.prefix(200))
    }
}

/// GET requests to http:// and https:// addresses, through the system's libcurl.
public enum HTTPFetch {
    /// How a request is made.
    public struct Options: Sendable {
        /// For all of it, the server's own work included (`seconds=30`), milliseconds.
        public var timeoutMilliseconds: Int64 = 60_000
        /// Until the connection stands, milliseconds.
        public var connectMilliseconds: Int64 = 10_000
        /// Bytes of body that are accepted.
        public var limit = 1 << 30
        /// Header lines such as `Authorization: Bearer …`.
        public var headers: [String] = []
        /// Accepts any TLS certificate.
        public var acceptsAnyCertificate = false

        public init() {}
    }

    /// The body of a page that the server gives with status 200.
    ///
    /// - Throws: as `response(of:options:)`; `notFound` for status 404 and `notPermitted` for 401 and 403; otherwise
    ///   `inputOutput` with the status and the server's own words.
    public static func body(of url: String, options: Options = Options()) throws -> Bytes {
        let response = try response(of: url, options: options)
        if response.status == 200 { return response.body }
        let code: InputError.Code =
            switch response.status {
            case 404: .notFound
            case 401, 403: .notPermitted
            default: .inputOutput
            }
        let words = response.explanation.isEmpty ? "" : ": \(response.explanation)"
        throw InputError(code, "the server answers with status \(response.status)\(words)", file: url)
    }

    /// What the server answers, whatever its status is. Redirections are followed.
    ///
    /// A proxy of the environment (`http_proxy`) is used, but not to this machine itself.
    /// - Throws: `usage` for an address that is neither http nor https; `unsupported` when libcurl is not installed;
    ///   `notFound` for a host that has no address; `tooLarge`; `inputOutput` with libcurl's words.
    public static func response(of url: String, options: Options = Options()) throws -> HTTPResponse {
        guard let host = host(of: url) else {
            throw InputError(.usage, "is not an address that begins with http:// or https://", file: url)
        }
        let library = try unsafe library.withLock { known in
            if let known = unsafe known { return unsafe Loaded(library: known) }
            let loaded = try load(HTTPFetch.libraryNames)
            unsafe known = loaded.library
            return loaded
        }
        var answer = sonde_http_response()
        withCStrings([url, "sonde"] + options.headers) { words in
            var request = unsafe sonde_http_request(
                url: words[0], headers: words + 2, user_agent: words[1],
                timeout_milliseconds: options.timeoutMilliseconds,
                connect_milliseconds: options.connectMilliseconds, limit: max(options.limit, 0),
                is_direct: isThisMachine(host) ? 1 : 0, is_unverified: options.acceptsAnyCertificate ? 1 : 0)
            unsafe sonde_http_get(library.library, &request, &answer)
        }
        let body = unsafe answer.body.map { unsafe Body($0) }
        try check(answer, url, options)
        let bytes = body.map { unsafe Bytes(unsafeBase: $0.base, count: answer.count, owner: $0) }
        return HTTPResponse(
            status: answer.status, contentType: unsafe text(of: answer.content_type), body: bytes ?? Bytes())
    }

    private static func check(_ answer: sonde_http_response, _ url: String, _ options: Options) throws {
        if answer.is_too_large != 0 {
            throw InputError(.tooLarge, "the server sends more than \(options.limit) bytes", file: url)
        }
        // CURLcode: 3 malformed address, 6 no such host, 28 timeout, 60 certificate.
        switch answer.error {
        case 0: return
        case 3: throw InputError(.usage, "is not a valid address: \(unsafe text(of: answer.message))", file: url)
        case 6: throw InputError(.notFound, unsafe text(of: answer.message), file: url)
        case 28:
            throw InputError(
                .inputOutput,
                "no complete answer within \(options.timeoutMilliseconds) ms: \(unsafe text(of: answer.message))",
                file: url)
        default: throw InputError(.inputOutput, unsafe text(of: answer.message), file: url)
        }
    }

    /// The host of an http or https address, in lower case and without brackets; nil for anything else.
    static func host(of url: String) -> String? {
        let lower = url.lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else { return nil }
        var authority = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.first == "[" { return String(authority.dropFirst().prefix { $0 != "]" }) }
        let host = authority.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }

    private static func isThisMachine(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "::1"
    }

    /// A library that stays loaded.
    struct Loaded: @unchecked Sendable {
        let library: OpaquePointer
    }

    private static let libraryNames = ["libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4"]
    private static let library = unsafe Mutex<OpaquePointer?>(nil)

    static func load(_ names: [String]) throws -> Loaded {
        for name in names {
            if let library = unsafe sonde_http_load(name) { return unsafe Loaded(library: library) }
        }
        throw InputError(
            .unsupported,
            "fetching from a server takes libcurl, which is not installed; on Debian and Ubuntu: "
                + "`sudo apt-get install libcurl4` (`libcurl4t64` from Debian 13 and Ubuntu 24.04 on)")
    }

    /// The body's memory, freed with its last user.
    private final class Body: @unchecked Sendable {
        let base: UnsafeMutablePointer<UInt8>
        init(_ base: UnsafeMutablePointer<UInt8>) { unsafe self.base = base }
        deinit { unsafe free(base) }
    }

    private static func text<Buffer>(of buffer: Buffer) -> String {
        unsafe withUnsafeBytes(of: buffer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// The strings for C, with NULL behind the last.
    private static func withCStrings(_ strings: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Void)
    {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        var pointers = unsafe copies.map { unsafe UnsafePointer<CChar>($0) } + [nil]
        unsafe body(&pointers)
    }
}
