import ArgumentParser
import GoProfile

/// How profiles are read and fetched.
struct ProfileReadingArguments: ParsableArguments {
    @Option(
        name: .customLong("inflate-limit"),
        help: ArgumentHelp("Bytes that a compressed profile may expand to, such as 8GB.", valueName: "size"))
    var inflateLimit = SizeArgument(bytes: ProfileReader.defaultLimit)
    @Option(
        name: .customLong("seconds"), help: ArgumentHelp("How long a server is to collect.", valueName: "n"))
    var seconds: Int?
    @Option(
        name: .customLong("timeout"),
        help: ArgumentHelp("How long a server may take, in seconds.", valueName: "n"))
    var timeout: Int?
    @Option(
        name: [.customLong("tls-cert"), .customLong("tls_cert")],
        help: ArgumentHelp("The client's certificate for https, in PEM; with a key.", valueName: "file"))
    var certificate: String?
    @Option(
        name: [.customLong("tls-key"), .customLong("tls_key")],
        help: ArgumentHelp("The private key of the client's certificate, in PEM.", valueName: "file"))
    var key: String?
    @Option(
        name: [.customLong("tls-ca"), .customLong("tls_ca")],
        help: ArgumentHelp("Authorities to believe instead of the machine's, in PEM.", valueName: "file"))
    var authority: String?
    @Option(
        name: .customLong("bearer-token-file"),
        help: ArgumentHelp(
            "Send the token in this file to the server; else that of SONDE_BEARER_TOKEN.", valueName: "file"))
    var bearerTokenFile: String?

    func validate() throws {
        if (certificate == nil) != (key == nil) {
            throw ValidationError("A client's certificate and its key belong together: -tls_cert and -tls_key.")
        }
    }

    /// How servers are fetched from.
    var fetch: ProfileFetch {
        ProfileFetch(
            seconds: seconds, timeout: timeout,
            connection: ConnectionOptions(
                bearerTokenFile: bearerTokenFile, tlsCertificate: certificate, tlsKey: key, tlsAuthority: authority))
    }
}
