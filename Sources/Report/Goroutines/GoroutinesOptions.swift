/// What a report of goroutines shows.
public struct GoroutinesOptions: Sendable {
    /// Frames inside the runtime one by one instead of folded.
    public var showsAllFrames = false
    /// Groups shown as text; JSON has them all.
    public var groupLimit = Int.max

    /// Goroutines of the runtime that are left out, to say so.
    public var hiddenSystemCount = 0

    public init() {}
}
