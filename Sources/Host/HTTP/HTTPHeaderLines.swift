import NIOHTTP1
import Wire

/// Headers of a request.
struct HTTPHeaderLines {
    private(set) var pairs: [(name: String, value: String)] = []

    /// - Throws: `usage` for a line that is no `Name: value`. The value is not repeated: it may be a secret.
    init(_ lines: [String]) throws {
        for line in lines {
            let name = line.prefix { $0 != ":" }
            guard name.endIndex < line.endIndex, !name.isEmpty,
                name.utf8.allSatisfy({ PercentCoding.isUnreserved($0) || "!#$%&'*+^`|".utf8.contains($0) })
            else { throw InputError(.usage, "a header line needs a name, a colon and a value") }
            let value = line[name.endIndex...].dropFirst().drop { $0 == " " }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
                throw InputError(.usage, "the header \(name) has control characters in its value")
            }
            pairs.append((String(name), String(value)))
        }
    }

    /// User and password of an address are an Authorization, unless there is one.
    func addingUser(of address: WebAddress) -> HTTPHeaderLines {
        guard let authorization = BasicAuthorization.value(of: address), !has("authorization") else { return self }
        var copy = self
        copy.pairs.append(("Authorization", authorization))
        return copy
    }

    /// What may be sent to a server that the user did not name.
    var withoutSecrets: HTTPHeaderLines {
        var copy = self
        copy.pairs.removeAll { ["authorization", "cookie", "proxy-authorization"].contains($0.name.lowercased()) }
        return copy
    }

    var fields: HTTPHeaders {
        var result = HTTPHeaders(pairs.map { ($0.name, $0.value) })
        if !has("user-agent") { result.add(name: "User-Agent", value: "sonde") }
        return result
    }

    private func has(_ name: String) -> Bool { pairs.contains { $0.name.lowercased() == name } }
}

/// User and password in the form of RFC 7617.
enum BasicAuthorization {
    /// `Basic …` for the user of an address; nil without one.
    static func value(of address: WebAddress) -> String? {
        address.userInfo.map { user in
            let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let bytes = parts.compactMap { PercentCoding.decoded($0) }
            return "Basic " + base64(Array(bytes.joined(separator: [0x3a])) + (parts.count == 1 ? [0x3a] : []))
        }
    }

    /// Base64 with padding (RFC 4648, section 4).
    static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let digit = digits[Int(word >> UInt32(18 - 6 * place) & 63)]
                result.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
