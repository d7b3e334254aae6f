/// What one file of `go test -bench` output says.
///
/// Format: https://golang.org/design/14313-benchmark-format.
public struct BenchmarkResults: Sendable {
    /// A configuration line: `goos: linux`.
    public struct Setting: Sendable, Hashable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            (self.key, self.value) = (key, value)
        }
    }

    /// One value of one line of results.
    public struct Measurement: Sendable {
        /// Numbers in `configurations`, `names` and `units`.
        public var configuration: Int32
        public var name: Int32
        public var unit: Int32
        /// In the base unit: seconds and not nanoseconds.
        public var value: Double
    }

    /// What a line `Unit ns/op assume=exact` says of a unit.
    public struct UnitFact: Sendable, Equatable {
        /// The base unit, and the one that was written.
        public var unit: String
        public var written: String
        public var key: String
        public var value: String
        /// Counted from 1.
        public var line: Int
    }

    /// A line of the format that is wrong.
    public struct Problem: Sendable, Equatable {
        /// Counted from 1.
        public var line: Int
        public var message: String
    }

    /// Path of the file, or what the user calls it.
    public var label: String
    /// Each set of settings that results were read under, in the order of their first result.
    public var configurations: [[Setting]] = []
    /// Names as written, without `Benchmark`: `Encode/format=json-8`.
    public var names: [String] = []
    /// Base units, such as `sec/op`.
    public var units: [String] = []
    public var measurements: [Measurement] = []
    public var unitFacts: [UnitFact] = []

    public var lines = 0
    /// Lines of results that were understood.
    public var results = 0
    /// Lines that are neither of the format nor what `go test` prints around it: logs of tests, for instance.
    public var unknownLines = 0
    /// The first of them.
    public var unknown: [String] = []
    /// How many lines of the format are wrong in some way, and the first of these.
    public var problemCount = 0
    public var problems: [Problem] = []

    public init(label: String) { self.label = label }
}
