/// How often something was opened, read and so on, and the bytes that were moved.
public struct EffectTally: Sendable {
    public private(set) var tally = ActivityTally()
    private var counts: [Int] = Array(repeating: 0, count: ActivityEffect.allCases.count)
    /// Bytes that were read or received, and that were written or sent.
    public private(set) var bytesIn = 0
    public private(set) var bytesOut = 0

    public init() {}

    public subscript(_ effect: ActivityEffect) -> Int { counts[Int(effect.rawValue)] }

    mutating func add(
        _ event: ActivityEvent, _ effect: ActivityEffect, bytes: Int, isFailed: Bool
    ) {
        tally.add(event.duration, isFailed: isFailed)
        counts[Int(effect.rawValue)] += 1
        switch effect {
        case .read, .receive: bytesIn &+= bytes
        case .write, .send: bytesOut &+= bytes
        default: break
        }
    }
}
