/// The program `Zoo/profiles`: net/http/pprof, and what servers get wrong.
public final class ProfileServer {
    public let program: RunningProgram
    /// `http://127.0.0.1:PORT`, or https.
    public let url: String

    /// - Parameters:
    ///   - certificates: makes it speak TLS.
    ///   - wantsClients: only clients with a certificate of the same authority are let in.
    public init(certificates: TestCertificates? = nil, wantsClients: Bool = false) throws {
        var arguments: [String] = []
        if let certificates {
            arguments = ["-cert", certificates.server, "-key", certificates.serverKey]
            if wantsClients { arguments += ["-clients", certificates.authority] }
        }
        let built = try GoProgram.zoo("profiles", toolchain: try GoToolchain.newest())
        let (program, ready) = try built.startAndWait(arguments)
        self.program = program
        url = ready.split(separator: " ").last.map(String.init) ?? ""
    }

    /// Waits until a request for a path and its query is taken.
    public func waitForRequest(_ path: String) throws { try program.waitForLine(startingWith: "request \(path)") }
}

/// An authority of our own, with certificates for 127.0.0.1 and for a client, in PEM, made by openssl.
public final class TestCertificates {
    private let folder: TemporaryFolder
    public var authority: String { folder.file("authority.pem") }
    public var server: String { folder.file("server.pem") }
    public var serverKey: String { folder.file("server.key") }
    public var client: String { folder.file("client.pem") }
    public var clientKey: String { folder.file("client.key") }
    /// The client's private key behind a passphrase.
    public var encryptedKey: String { folder.file("encrypted.key") }

    /// - Parameter names: of the server, as openssl writes them.
    public init(names: String = "IP:127.0.0.1,DNS:localhost") throws {
        folder = try TemporaryFolder()
        try openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Test Authority", "-days", "2", "-keyout",
            folder.file("authority.key"), "-out", authority,
        ])
        try sign("server", "subjectAltName=\(names)\n")
        try sign("client", "extendedKeyUsage=clientAuth\n")
        try openssl(["pkey", "-in", clientKey, "-aes256", "-passout", "pass:secret", "-out", encryptedKey])
    }

    private func sign(_ name: String, _ extensions: String) throws {
        let request = folder.file("\(name).csr")
        let file = folder.file("\(name).extensions")
        try Files.write(extensions, to: file)
        try openssl([
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test-\(name)", "-keyout", folder.file("\(name).key"),
            "-out", request,
        ])
        try openssl([
            "x509", "-req", "-in", request, "-CA", authority, "-CAkey", folder.file("authority.key"), "-CAcreateserial",
            "-days", "2", "-extfile", file, "-out", folder.file("\(name).pem"),
        ])
    }

    private func openssl(_ arguments: [String]) throws {
        let result = try Command.run("openssl", arguments)
        guard result.succeeded else { throw TestSupportError("openssl \(arguments) failed: \(result.error)") }
    }
}
