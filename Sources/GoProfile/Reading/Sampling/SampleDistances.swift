/// Times between the samples of a processor that was busy, or of a thread that went on running: what the kernel made of
/// the interval that was asked for.
struct SampleDistances {
    private static let steps = 2_000

    private let interval: Int64
    /// Counts by distance, in `steps` from 0 to twice the interval.
    private var counts = [Int](repeating: 0, count: Self.steps)
    private(set) var total = 0
    private var last: [UInt32: Int64] = [:]

    init(interval: Int64) { self.interval = max(interval, 1) }

    /// - Parameter subject: the processor, or the thread.
    mutating func sampled(_ subject: UInt32, at time: Int64) {
        if let before = last.updateValue(time, forKey: subject) {
            let distance = time &- before
            // No samples come while a processor is idle or a thread waits: half an interval more tells of that.
            guard distance > 0, distance < interval + interval / 2 else { return }
            counts[Int(distance * Int64(Self.steps) / (2 * interval))] += 1
            total += 1
        }
    }

    mutating func ended(_ subject: UInt32) { last[subject] = nil }

    /// The distance that a part of all does not exceed, in nanoseconds; nil without any.
    func quantile(_ part: Double) -> Int64? {
        guard total > 0 else { return nil }
        let wanted = max(1, Int((Double(total) * part).rounded(.up)))
        var sum = 0
        for (step, count) in counts.enumerated() {
            sum += count
            if sum >= wanted { return (Int64(step) * 2 + 1) * interval / Int64(Self.steps) }
        }
        return nil
    }
}
