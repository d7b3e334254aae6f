/// The parameters of an address's query, decoded.
///
/// Reading and writing follow `parseQuery` and `Values.Encode` in net/url/url.go of Go: what cannot be decoded and what
/// holds a semicolon is dropped, and the parameters are written sorted by name.
public struct WebQuery: Hashable, Sendable {
    private var parameters: [(name: [UInt8], value: [UInt8])] = []

    public init(_ query: String) {
        for pair in query.split(separator: "&") where !pair.contains(";") {
            let name = pair.prefix { $0 != "=" }
            guard let key = PercentCoding.decoded(name, plusIsSpace: true),
                let value = PercentCoding.decoded(pair[name.endIndex...].dropFirst(), plusIsSpace: true)
            else { continue }
            parameters.append((key, value))
        }
    }

    /// The first value of a name. Setting one replaces all of that name.
    public subscript(_ name: String) -> String? {
        get {
            parameters.first { $0.name == Array(name.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
        }
        set {
            parameters.removeAll { $0.name == Array(name.utf8) }
            if let newValue { parameters.append((Array(name.utf8), Array(newValue.utf8))) }
        }
    }

    /// `a=1&b=2`, sorted by name; the values of one name keep their order.
    public var text: String {
        let sorted = parameters.enumerated().sorted { left, right in
            left.element.name == right.element.name
                ? left.offset < right.offset : left.element.name.lexicographicallyPrecedes(right.element.name)
        }
        return sorted.map { Self.encoded($0.element.name) + "=" + Self.encoded($0.element.value) }
            .joined(separator: "&")
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        PercentCoding.encoded(bytes) { PercentCoding.isUnreserved($0) || $0 == 0x20 }
            .split(separator: " ", omittingEmptySubsequences: false).joined(separator: "+")
    }

    public static func == (left: WebQuery, right: WebQuery) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
