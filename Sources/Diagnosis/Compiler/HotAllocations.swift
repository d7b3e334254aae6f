import Evidence
import GoBuild
import GoProfile

/// Lines that allocate by a profile, with what the compiler says escapes there.
public struct HotAllocations: Sendable {
    public struct Site: Sendable {
        public var function: String
        public var file: String
        public var line: Int32
        /// In the unit of the profile.
        public var value: Int64
        /// In the order of columns; empty where the compiler says nothing.
        public var escapes: [CompilerDecision]
    }

    /// Most first.
    public let sites: [Site]
    public let total: Int64

    /// What was allocated for the same reason, most first: of values that escape at a line, the first that is explained
    /// stands for it.
    public func reasons(_ log: CompilerLog) -> [(reason: String, value: Int64)] {
        var values: [String: Int64] = [:]
        for site in sites {
            guard let reason = site.escapes.lazy.compactMap({ EscapeReason.words($0, log) }).first else { continue }
            values[reason, default: 0] &+= site.value
        }
        return values.map { (reason: $0.key, value: $0.value) }
            .sorted { ($1.value, $0.reason) < ($0.value, $1.reason) }
    }

    private struct Key: Hashable {
        var function: UInt32
        var line: Int64
    }

    /// - Parameter type: column of the values, such as that of `alloc_space`.
    public init(_ profile: Profile, type: Int, _ index: DecisionIndex) {
        let functions = profile.functions
        let isAsked = (0..<functions.count).map {
            index.inlining(of: profile.text(functions.names[$0]), in: profile.text(functions.files[$0])) != nil
        }
        var values: [Key: Int64] = [:]
        var total: Int64 = 0
        for sample in 0..<profile.samples.count {
            let value = profile.samples.value(sample, type)
            total &+= value
            guard let key = Self.site(profile, sample, isAsked) else { continue }
            values[key, default: 0] &+= value
        }
        self.total = total
        sites = values.map { key, value in
            let name = profile.text(functions.names[Int(key.function)])
            let file = profile.text(functions.files[Int(key.function)])
            let line = Int32(clamping: key.line)
            return Site(
                function: name, file: file, line: line, value: value,
                escapes: index.escapes(in: name, file, line: line))
        }.sorted { ($1.value, $0.function, $0.line) < ($0.value, $1.function, $1.line) }
    }

    /// The innermost frame of the code that the compiler was asked about: what a library allocates is charged to the line
    /// that calls it.
    private static func site(_ profile: Profile, _ sample: Int, _ isAsked: [Bool]) -> Key? {
        for location in profile.samples.stack(sample) where Int(location) < profile.locations.count {
            for line in profile.locations.lines(Int(location))
            where Int(line.function) < isAsked.count && isAsked[Int(line.function)] {
                return Key(function: line.function, line: line.line)
            }
        }
        return nil
    }
}
