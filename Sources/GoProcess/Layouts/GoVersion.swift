/// A version of Go as build information writes it: `go1.27.3`, `go1.26rc1 X:jsonv2`, `devel go1.28-abcdef …`.
public struct GoVersion: Hashable, Sendable {
    /// The whole text.
    public let text: String
    /// The second number of `go1.27.3`.
    public let minor: Int
    /// A development build, whose layouts may match no release.
    public let isDevelopment: Bool
    /// Experiments, which may move fields: the part after `X:`.
    public let experiments: [String]

    /// Nil when the text does not hold `go1.N`.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let word = words.first(where: { $0.hasPrefix("go1.") }) else { return nil }
        let digits = word.dropFirst(4).prefix { $0.isASCII && $0.isNumber }
        guard let minor = Int(digits) else { return nil }
        self.text = text
        self.minor = minor
        isDevelopment = words.first == "devel"
        experiments =
            words.first { $0.hasPrefix("X:") }?.dropFirst(2).split(separator: ",").map(String.init) ?? []
    }
}
