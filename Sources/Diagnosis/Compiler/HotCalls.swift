import Evidence
import GoBuild
import GoProfile

/// Calls that a profile shows to be real, not inlined ones, with what the compiler decided of the function that is
/// called.
public struct HotCalls: Sendable {
    public struct Call: Sendable {
        /// Full names, as the profile has them.
        public var caller: String
        public var callee: String
        /// Where it is called.
        public var file: String
        public var line: Int32
        /// In the unit of the profile: what was spent in the function and what it calls.
        public var value: Int64
        public var decision: CompilerDecision?
        /// Why this very call is none of a body, where the function might be inlined.
        public var refusal: CompilerDecision?
    }

    /// Most first.
    public let calls: [Call]
    /// Of the whole profile.
    public let total: Int64

    private struct Key: Hashable {
        var callee: UInt32
        var caller: UInt32
        var line: Int64
    }

    /// - Parameter type: column of the values.
    public init(_ profile: Profile, type: Int, _ index: DecisionIndex) {
        var values: [Key: Int64] = [:]
        var total: Int64 = 0
        var seen: Set<Key> = []
        for sample in 0..<profile.samples.count {
            let value = profile.samples.value(sample, type)
            total &+= value
            seen.removeAll(keepingCapacity: true)
            var inner: UInt32?
            for location in profile.samples.stack(sample) where Int(location) < profile.locations.count {
                let lines = profile.locations.lines(Int(location))
                // The first line is the innermost body that was inlined there, the last one the function itself.
                if let inner, let site = lines.first {
                    let key = Key(callee: inner, caller: site.function, line: site.line)
                    // A function that calls itself is on the stack more than once.
                    if seen.insert(key).inserted { values[key, default: 0] &+= value }
                }
                inner = lines.last?.function
            }
        }
        self.total = total
        calls = values.compactMap { key, value in
            let functions = profile.functions
            guard Int(key.callee) < functions.count, Int(key.caller) < functions.count else { return nil }
            let caller = profile.text(functions.names[Int(key.caller)])
            let file = profile.text(functions.files[Int(key.caller)])
            // Libraries that the compiler was not asked about call through values and interfaces.
            guard index.inlining(of: caller, in: file) != nil else { return nil }
            let callee = profile.text(functions.names[Int(key.callee)])
            guard !FunctionName.isWrapper(callee) else { return nil }
            let line = Int32(clamping: key.line)
            return Call(
                caller: caller, callee: callee, file: file, line: line, value: value,
                decision: index.inlining(of: callee, in: profile.text(functions.files[Int(key.callee)])),
                refusal: index.refusal(of: callee, in: caller, file, line: line))
        }.sorted { ($1.value, $0.callee, $0.line) < ($0.value, $1.callee, $1.line) }
    }
}
