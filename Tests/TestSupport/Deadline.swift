import Glibc

/// A moment on the monotonic clock after which a test gives up.
public struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    public init(within limit: Duration) { end = ContinuousClock.now + limit }

    public var hasPassed: Bool { ContinuousClock.now >= end }

    /// What is left, in milliseconds, rounded up; never negative. The form that poll(2) takes.
    public var remainingMilliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: end)
        let parts = left.components
        let milliseconds =
            parts.seconds.multipliedReportingOverflow(by: 1000).partialValue
            + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: max(0, milliseconds))
    }
}

/// Whether a condition comes true before a deadline. It is asked every few milliseconds, for states that give no
/// notice of themselves; where there is something to wait on, wait on that.
public func eventually(within limit: Duration = .seconds(20), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Deadline(within: limit)
    while true {
        if try condition() { return true }
        if deadline.hasPassed { return false }
        usleep(2000)
    }
}
