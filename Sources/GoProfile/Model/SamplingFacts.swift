import Evidence

/// How a profile was sampled from outside, and how well: what `sonde profile record` writes into the comments.
///
/// Each fact is a comment `# sonde.sampling NAME VALUE`, which reports leave out as pprof does; numbers of nanoseconds
/// have the unit `ns` behind them.
public struct SamplingFacts: Sendable, Equatable {
    /// What was sampled, such as `task-clock`, in words.
    public var event = ""
    /// Nanoseconds between samples that were asked for; 0 when every event was recorded.
    public var interval: Int64 = 0
    /// Half of the measured distances between samples of a thread that went on running are at most this long, and 99
    /// of 100; nanoseconds, nil when no thread did.
    public var medianDistance: Int64?
    public var longDistance: Int64?
    public var samples: Int64 = 0
    /// Samples and other records that the kernel had no room for.
    public var lost: Int64 = 0
    /// Times that the kernel sampled less than asked for, since it would have taken too long, and how long that was.
    public var throttled: Int64 = 0
    public var throttledNanoseconds: Int64 = 0
    /// Whether time that the kernel spent for the program is in the profile.
    public var hasKernelTime = true
    /// How long the threads ran by the kernel's own account, in nanoseconds; nil when it gives none.
    public var processorTime: Int64?
    /// Samples whose stack reaches its thread's or goroutine's first function.
    public var wholeStacks: Int64 = 0
    /// Samples with as many frames as the kernel follows.
    public var cutStacks: Int64 = 0
    /// Frames that the kernel follows at most; 0 when unknown.
    public var deepestStack: Int64 = 0
    /// Callers that a chain of frame pointers had left out, and that were put in again.
    public var restoredCallers: Int64 = 0

    public init() {}

    private static let prefix = "# sonde.sampling "

    /// The share of samples that were lost.
    public var lostShare: Double { Double(lost) / Double(max(1, samples &+ lost)) }

    // MARK: - Comments

    /// One comment for each fact.
    public var comments: [String] {
        var facts: [(String, String)] = [("event", event)]
        if interval > 0 { facts.append(("interval", "\(interval)ns")) }
        if let medianDistance { facts.append(("distance.median", "\(medianDistance)ns")) }
        if let longDistance { facts.append(("distance.p99", "\(longDistance)ns")) }
        facts += [
            ("samples", "\(samples)"), ("lost", "\(lost)"), ("throttled", "\(throttled)"),
            ("throttled.time", "\(throttledNanoseconds)ns"), ("kernel.time", hasKernelTime ? "yes" : "no"),
        ]
        if let processorTime { facts.append(("processor.time", "\(processorTime)ns")) }
        facts += [
            ("stacks.whole", "\(wholeStacks)"), ("stacks.cut", "\(cutStacks)"), ("stacks.deepest", "\(deepestStack)"),
            ("callers.restored", "\(restoredCallers)"),
        ]
        return facts.map { "\(Self.prefix)\($0.0) \($0.1)" }
    }

    /// The facts in a profile's comments; nil when there are none. Those of several profiles are added up.
    public init?(_ profile: Profile) {
        var isThere = false
        for comment in profile.comments where take(profile.text(comment)) { isThere = true }
        guard isThere else { return nil }
    }

    /// Whether a comment is a fact.
    static func isFact(_ comment: String) -> Bool { comment.hasPrefix(prefix) }

    /// Adds up what several profiles say.
    mutating func add(_ other: SamplingFacts) {
        for comment in other.comments { _ = take(comment) }
    }

    /// - Returns: false when a comment says nothing of sampling.
    private mutating func take(_ comment: String) -> Bool {
        guard Self.isFact(comment) else { return false }
        let words = comment.dropFirst(Self.prefix.count).split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return false }
        take(words[0], words[1])
        return true
    }

    private mutating func take(_ name: String, _ value: String) {
        let digits = value.hasSuffix("ns") ? value.dropLast(2) : value[...]
        let number = Int64(digits) ?? 0
        func sum(_ before: Int64) -> Int64 {
            let (sum, overflow) = before.addingReportingOverflow(number)
            return overflow ? .max : sum
        }
        switch name {
        case "event": event = value
        case "interval": interval = max(interval, number)
        case "distance.median": medianDistance = max(medianDistance ?? 0, number)
        case "distance.p99": longDistance = max(longDistance ?? 0, number)
        case "samples": samples = sum(samples)
        case "lost": lost = sum(lost)
        case "throttled": throttled = sum(throttled)
        case "throttled.time": throttledNanoseconds = sum(throttledNanoseconds)
        case "kernel.time": hasKernelTime = hasKernelTime && value == "yes"
        case "processor.time": processorTime = sum(processorTime ?? 0)
        case "stacks.whole": wholeStacks = sum(wholeStacks)
        case "stacks.cut": cutStacks = sum(cutStacks)
        case "stacks.deepest": deepestStack = max(deepestStack, number)
        case "callers.restored": restoredCallers = sum(restoredCallers)
        default: break
        }
    }
}
