import ArgumentParser
import Host
import Wire

/// How servers are spoken to.
///
/// There is no option for the token itself: command lines can be read by every user of the machine.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Send the token in this file to the server (Authorization: Bearer); else that of the environment variable "
                + "SONDE_BEARER_TOKEN, if it is set.",
            valueName: "file"),
        completion: .file())
    var bearerTokenFile: String?

    @Option(
        name: .customLong("tls-cert"),
        help: ArgumentHelp("The client's certificate for https, in PEM; with --tls-key.", valueName: "file"),
        completion: .file())
    var tlsCertificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("The private key of the client's certificate, in PEM.", valueName: "file"),
        completion: .file())
    var tlsKey: String?

    @Option(
        name: .customLong("tls-ca"),
        help: ArgumentHelp(
            "Believe the authorities in this file instead of the machine's, in PEM. A URL with https+insecure:// "
                + "accepts any certificate.",
            valueName: "file"),
        completion: .file())
    var tlsAuthority: String?

    /// For the parser alone: its options have no values yet, not even nil.
    init() {}

    init(bearerTokenFile: String?, tlsCertificate: String?, tlsKey: String?, tlsAuthority: String?) {
        self.bearerTokenFile = bearerTokenFile
        self.tlsCertificate = tlsCertificate
        self.tlsKey = tlsKey
        self.tlsAuthority = tlsAuthority
    }

    /// Nothing was said.
    static var none: ConnectionOptions {
        ConnectionOptions(bearerTokenFile: nil, tlsCertificate: nil, tlsKey: nil, tlsAuthority: nil)
    }

    func validate() throws {
        if tlsCertificate != nil, tlsKey == nil { throw ValidationError("--tls-cert needs --tls-key as well.") }
        if tlsKey != nil, tlsCertificate == nil { throw ValidationError("--tls-key needs --tls-cert as well.") }
    }

    /// The address as it is spoken to, and how: `https+insecure://` is https with any certificate.
    func request(for url: String) throws -> (url: String, options: HTTPFetch.Options) {
        var options = HTTPFetch.Options()
        options.tls.authorityFile = tlsAuthority
        options.tls.certificateFile = tlsCertificate
        options.tls.keyFile = tlsKey
        if let token = try bearerToken() { options.headers.append("Authorization: Bearer \(token)") }
        guard let rest = url.withoutPrefix(Target.insecureScheme) else { return (url, options) }
        options.tls.acceptsAnyCertificate = true
        return ("https://\(rest)", options)
    }

    private static let tokenVariable = "SONDE_BEARER_TOKEN"

    private func bearerToken() throws -> String? {
        guard let file = bearerTokenFile else {
            return try Surroundings.variable(Self.tokenVariable).map { try Self.checked($0, in: Self.tokenVariable) }
        }
        return try Self.checked(try MappedFile.open(file, copying: true, limit: 1 << 20).string, in: file)
    }

    /// - Throws: `usage`; the message does not repeat the token.
    private static func checked(_ text: String, in place: String) throws -> String {
        let token = text.split(whereSeparator: \.isWhitespace)
        guard token.count == 1, token[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw InputError(.usage, "\(place) does not hold one token, without spaces in it")
        }
        return String(token[0])
    }
}

extension InputError {
    /// The same failure of a server, with what can be done about it.
    func withServerAdvice(_ connection: ConnectionOptions) -> InputError {
        var result = self
        if code == .notFound, message.contains("status 404"), file?.contains("/debug/pprof/") ?? false {
            result.message += "; the program serves its profiles when it imports net/http/pprof"
        }
        if message.contains("status 401"), connection.bearerTokenFile == nil {
            result.message += "; --bearer-token-file FILE or SONDE_BEARER_TOKEN gives it a token"
        }
        if message.contains("cpu profiling already in use") {
            result.message += "; another cpu profile of it is being taken: try again when that one is done"
        }
        return result
    }
}
