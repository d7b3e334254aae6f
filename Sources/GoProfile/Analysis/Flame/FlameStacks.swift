import Evidence

/// The stacks of a report side by side, from the end at which their tree begins, with what they weigh.
struct FlameStacks {
    /// What is needed of a stack together lies together.
    struct Stack {
        /// Where it begins in `frames`.
        let start: Int
        /// Frames.
        let count: Int
        /// Never 0.
        let value: Int64
    }

    /// Names' numbers, stack after stack.
    private(set) var frames: [Int32] = []
    private(set) var stacks: [Stack] = []

    /// - Parameters:
    ///   - isInverted: from the innermost function on.
    ///   - around: only stacks with this function, from its outermost frame on, away from where they would begin.
    init(_ report: PprofReport, _ table: FrameTable, column: Int, isInverted: Bool, around function: String?) {
        let isCenter = function.map { function in
            table.infos.map { table.strings.bytes($0.name).elementsEqual(function.utf8) }
        }
        let samples = report.profile.samples
        stacks.reserveCapacity(samples.count)
        // A location takes a byte or more; what is not used of that is never touched.
        frames.reserveCapacity(samples.stackLengths.reduce(0) { $0 + Int($1) })
        var run = samples.emptyRun
        for sample in 0..<samples.count {
            let value = report.stackValue(sample, column)
            if value == 0 { continue }
            samples.aim(&run, at: sample)
            let start = frames.count
            table.append(&run, to: &frames)
            if let isCenter {
                guard let at = frames[start...].lastIndex(where: { isCenter[Int($0)] }) else {
                    frames.removeLast(frames.count - start)
                    continue
                }
                if isInverted {
                    frames.removeSubrange(start..<at)
                } else {
                    frames.removeLast(frames.count - 1 - at)
                }
            }
            if !isInverted { frames[start...].reverse() }
            stacks.append(Stack(start: start, count: frames.count - start, value: value))
        }
    }

    /// Frames of a stack from a depth on, -1 behind the last one.
    func frames(of number: Int, from depth: Int) -> SIMD8<Int32> {
        let stack = stacks[number]
        var result = SIMD8<Int32>(repeating: -1)
        for lane in 0..<max(min(stack.count - depth, 8), 0) { result[lane] = frames[stack.start + depth + lane] }
        return result
    }
}
