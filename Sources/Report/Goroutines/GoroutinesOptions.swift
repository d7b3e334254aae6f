/// What a report of goroutines shows.
public struct GoroutinesOptions: Sendable {
    /// Frames inside the runtime one by one instead of folded.
    public var showsAllFrames = false
    /// Groups shown as text; JSON has them all.
    public var groupLimit = Int.max

    public init() {}
}
