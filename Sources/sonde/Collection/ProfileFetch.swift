import Host
import Wire

/// Fetches profiles from servers of net/http/pprof, and says so on standard error.
struct ProfileFetch {
    /// How long the server collects; nil for what the address says, or the server's default.
    var seconds: Int?
    /// Seconds that all of it may take; nil for what pprof allows. Five seconds are added.
    var timeout: Int?
    var connection: ConnectionOptions

    init(seconds: Int? = nil, timeout: Int? = nil, connection: ConnectionOptions = .none) {
        self.seconds = seconds
        self.timeout = timeout
        self.connection = connection
    }

    /// The body that a server answers with, and the address that it came from after redirections.
    ///
    /// - Throws: as `HTTPFetch.response`, `ProfileSource.init` and `HTTPResponse.page`; `usage` for what is no address.
    func fetch(_ source: String) throws -> (bytes: Bytes, url: String) {
        guard let place = try ProfileSource(source, seconds: seconds) else {
            throw InputError(.usage, "`\(source)` is no address: a server is written as host:port or http://host:port")
        }
        var (url, options) = try connection.request(for: place.url)
        options.timeoutMilliseconds = place.timeoutMilliseconds(timeout)
        options.connectMilliseconds = min(30_000, options.timeoutMilliseconds)
        try? StandardStream.error.write(Array("Fetching \(Printable.text(place.title)) …\n".utf8))
        do {
            let response = try Progress.measure(expectedSeconds: place.expectedSeconds) {
                try HTTPFetch.response(of: url, options: options)
            }
            return (try response.page(), response.url)
        } catch var error as InputError {
            error = error.withServerAdvice(connection)
            if error.message.hasPrefix("no complete answer within") { error.message += "; --timeout allows more" }
            throw error
        }
    }

    /// Another page of a server that a profile came from.
    /// - Throws: as `HTTPFetch.response` and `HTTPResponse.page`.
    func page(_ address: String) throws -> Bytes {
        var (url, options) = try connection.request(for: address)
        options.timeoutMilliseconds = Int64(min(max(timeout ?? 60, 1), 1_000_000)) * 1000
        options.limit = 1 << 26
        do { return try HTTPFetch.body(of: url, options: options) } catch let error as InputError {
            throw error.withServerAdvice(connection)
        }
    }
}
