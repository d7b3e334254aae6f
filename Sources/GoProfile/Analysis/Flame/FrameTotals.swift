/// Own and inclusive values of every type, for each thing that frames stand for.
public struct FrameTotals: Sendable {
    public let frames: FrameTable
    /// `typeCount` values for each frame, frame after frame.
    public private(set) var flat: [Int64]
    public private(set) var cumulative: [Int64]
    public let typeCount: Int

    public init(_ report: PprofReport) {
        let samples = report.profile.samples
        frames = FrameTable(report)
        typeCount = samples.typeCount
        let count = frames.infos.count
        flat = [Int64](repeating: 0, count: count * typeCount)
        cumulative = flat
        var lastSample = [Int](repeating: -1, count: count)
        var run = samples.emptyRun
        var stack: [Int32] = []
        var values = [Int64](repeating: 0, count: typeCount)
        for sample in 0..<samples.count {
            stack.removeAll(keepingCapacity: true)
            samples.aim(&run, at: sample)
            frames.append(&run, to: &stack)
            guard let leaf = stack.first else { continue }
            for type in 0..<typeCount {
                values[type] = report.exportedValue(sample, type)
                flat[Int(leaf) * typeCount + type] &+= values[type]
            }
            for frame in stack where lastSample[Int(frame)] != sample {
                lastSample[Int(frame)] = sample
                for type in 0..<typeCount { cumulative[Int(frame) * typeCount + type] &+= values[type] }
            }
        }
    }

    /// Frames with any value, the heaviest of a type first, then by name.
    public func order(type: Int, byCumulative: Bool) -> [Int32] {
        func sum(_ frame: Int32) -> UInt64 {
            (byCumulative ? cumulative : flat)[Int(frame) * typeCount + type].magnitude
        }
        func second(_ frame: Int32) -> UInt64 {
            (byCumulative ? flat : cumulative)[Int(frame) * typeCount + type].magnitude
        }
        let shown = (0..<Int32(frames.infos.count)).filter { frame in
            let range = Int(frame) * typeCount..<(Int(frame) + 1) * typeCount
            return flat[range].contains { $0 != 0 } || cumulative[range].contains { $0 != 0 }
        }
        let keys = shown.map { (frame: $0, first: sum($0), second: second($0), name: frames.printableName($0)) }
        return keys.sorted { a, b in
            if a.first != b.first { return a.first > b.first }
            if a.second != b.second { return a.second > b.second }
            return a.name == b.name ? a.frame < b.frame : a.name.lexicographicallyPrecedes(b.name)
        }.map(\.frame)
    }
}
