import Glibc

/// GET requests to programs under test on this machine.
public enum LoopbackHTTP {
    /// The body of `http://127.0.0.1:PORT/PATH`, by HTTP/1.0 so that it ends with the connection.
    public static func get(port: UInt16, path: String) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw TestSupportError("no socket: errno \(errno)") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw TestSupportError("port \(port) refuses: errno \(errno)") }
        let request = Array("GET \(path) HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw TestSupportError("the request could not be sent: errno \(errno)")
        }
        var response: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            response += buffer[..<count]
        }
        let text = String(decoding: response, as: UTF8.self)
        guard let body = text.firstRange(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.") else {
            throw TestSupportError("no HTTP response from port \(port)\(path): \(text.prefix(200))")
        }
        guard text.prefix(16).contains(" 200 ") else { throw TestSupportError("\(path): \(text.prefix(60))") }
        return String(text[body.upperBound...])
    }

    /// The port in a line such as `ready 4711 http://127.0.0.1:39000`.
    public static func port(in line: String) -> UInt16? {
        line.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) }
    }
}

extension String {
    fileprivate func firstRange(of pattern: String) -> Range<String.Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(pattern) { return at..<index(at, offsetBy: pattern.count) }
            at = index(after: at)
        }
        return nil
    }
}
