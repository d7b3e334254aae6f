/// The number in a Go version such as `go1.27.3`, `go1.26rc1`, `devel go1.28-2f0d1b` or `go1.25.5 X:jsonv2`.
public struct GoVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var minor: Int
    public var patch: Int
    /// What was switched on by GOEXPERIMENT, as recorded: `jsonv2,synctest`; empty when nothing was.
    public var experiments: String
    /// True for a build of an unreleased commit.
    public var isDevelopment: Bool

    public init(minor: Int, patch: Int = 0, experiments: String = "", isDevelopment: Bool = false) {
        self.minor = minor
        self.patch = patch
        self.experiments = experiments
        self.isDevelopment = isDevelopment
    }

    /// Nil when the text names no version of Go 1.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let word = words.first(where: { $0.hasPrefix("go1.") }) else { return nil }
        let numbers = word.dropFirst(4).split(separator: ".", maxSplits: 1)
        func leading(_ part: Substring) -> Int? { Int(part.prefix { $0.isASCII && $0.isNumber }) }
        guard let first = numbers.first, let minor = leading(first) else { return nil }
        self.minor = minor
        patch = numbers.count > 1 ? leading(numbers[1]) ?? 0 : 0
        experiments = words.first { $0.hasPrefix("X:") }.map { String($0.dropFirst(2)) } ?? ""
        isDevelopment = text.hasPrefix("devel")
    }

    public static func < (a: Self, b: Self) -> Bool { (a.minor, a.patch) < (b.minor, b.patch) }

    public var description: String { "go1.\(minor).\(patch)" }
}
