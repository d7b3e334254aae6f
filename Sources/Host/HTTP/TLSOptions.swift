import Glibc
import NIOSSL
import Wire

/// Whom sonde believes over TLS, and who it says that it is.
public struct TLSOptions: Sendable {
    /// Accepts any certificate of the host that the user named. Redirections elsewhere are verified all the same.
    public var acceptsAnyCertificate = false
    /// A file of certificates in PEM that are believed instead of the machine's.
    public var authorityFile: String?
    /// A file with the client's certificate in PEM, the issuers behind it.
    public var certificateFile: String?
    /// A file with the certificate's private key in PEM; may be the same.
    public var keyFile: String?

    public init() {}

    /// - Throws: `usage` when certificate or key is missing or they do not belong together, `notFound`, `malformed`
    ///   and the like with the file's path.
    func configuration(isFirstHost: Bool) throws -> TLSConfiguration {
        var result = TLSConfiguration.makeClientConfiguration()
        // What Go's own clients do; older versions are broken.
        result.minimumTLSVersion = .tlsv12
        if acceptsAnyCertificate && isFirstHost {
            result.certificateVerification = .none
        } else if let authorityFile {
            result.trustRoots = .certificates(try Self.certificates(authorityFile))
        } else {
            guard let roots = TrustRoots.path(environment: { Surroundings.variable($0) }) else {
                throw InputError(
                    .notFound,
                    "this machine has no certificates to verify a server by: install the package ca-certificates, or "
                        + "name a file of them (--tls-ca, or SSL_CERT_FILE)")
            }
            result.trustRoots = .file(roots)
        }
        // Others need not learn who the user is.
        switch isFirstHost ? (certificateFile, keyFile) : (nil, nil) {
        case (nil, nil): break
        case (let certificate?, let key?):
            result.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
            result.privateKey = .privateKey(try Self.privateKey(key))
            do { _ = try NIOSSLContext(configuration: result) } catch {
                throw InputError(
                    .usage, "the private key does not belong to the certificate in \(certificate)", file: key)
            }
        case (_?, nil): throw InputError(.usage, "a client's certificate needs its private key as well (--tls-key)")
        case (nil, _?): throw InputError(.usage, "a private key needs its certificate as well (--tls-cert)")
        }
        return result
    }

    private static func certificates(_ path: String) throws -> [NIOSSLCertificate] {
        let text = try pem(path)
        do {
            let found = try NIOSSLCertificate.fromPEMBytes(text)
            if !found.isEmpty { return found }
        } catch {}
        throw InputError(.malformed, "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", file: path)
    }

    private static func privateKey(_ path: String) throws -> NIOSSLPrivateKey {
        let text = try pem(path)
        do { return try NIOSSLPrivateKey(bytes: text, format: .pem) { $0([UInt8]()) } } catch {
            let isEncrypted = Bytes(text).firstRange(of: Array("ENCRYPTED".utf8)) != nil
            throw InputError(
                .malformed,
                isEncrypted
                    ? "is a private key with a passphrase; take it off with `openssl pkey -in \(path) -out PLAIN`"
                    : "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)", file: path)
        }
    }

    /// 16 MiB are a hundred times what all roots of a machine take.
    private static func pem(_ path: String) throws -> [UInt8] {
        try MappedFile.open(path, copying: true, limit: 16 << 20).array
    }
}

/// The certificates that this machine believes.
public enum TrustRoots {
    /// A file or a folder; nil when there is none.
    ///
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` come first, as for OpenSSL and Go; then the places of the distributions
    /// (crypto/x509/root_linux.go of Go).
    public static func path(environment: (String) -> String?) -> String? {
        let named =
            [environment("SSL_CERT_FILE")] + (environment("SSL_CERT_DIR")?.split(separator: ":").map(String.init) ?? [])
        return (named.compactMap { $0 } + places).first { isUsable($0) }
    }

    private static let places = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
        "/etc/ssl/certs", "/etc/pki/tls/certs",
    ]

    /// A file with something in it, or a folder with a file in it.
    private static func isUsable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFDIR else { return status.st_size > 0 }
        guard let folder = unsafe opendir(path) else { return false }
        defer { unsafe closedir(folder) }
        while let entry = unsafe readdir(folder) {
            if unsafe entry.pointee.d_name.0 != 0x2e { return true }
        }
        return false
    }
}
