import Dispatch
import Evidence
import Synchronization

/// The stacks of a report side by side, from the end at which their tree begins, with what they weigh.
struct FlameStacks {
    /// What is needed of a stack together lies together.
    struct Stack {
        /// Which part has its frames, and where they begin there.
        var part: Int32
        /// Frames.
        let count: Int32
        let start: Int
        /// Never 0.
        let value: Int64
    }

    /// Names' numbers, stack after stack, as several threads read them.
    private var parts: [[Int32]] = []
    private(set) var stacks: [Stack] = []

    /// What decides where stacks begin and end.
    private struct Reading: Sendable {
        let report: PprofReport
        let table: FrameTable
        let column: Int
        let isInverted: Bool
        /// By name's number: whether it is of the function that stacks are cut at; nil when they are not.
        let isCenter: [Bool]?
    }

    /// Samples that are worth a thread.
    private static let leastSamples = 50_000
    private static let mostThreads = 4

    /// - Parameters:
    ///   - isInverted: from the innermost function on.
    ///   - around: only stacks with this function, from its outermost frame on, away from where they would begin.
    init(_ report: PprofReport, _ table: FrameTable, column: Int, isInverted: Bool, around function: String?) {
        let reading = Reading(
            report: report, table: table, column: column, isInverted: isInverted,
            isCenter: function.map { function in
                table.infos.map { table.strings.bytes($0.name).elementsEqual(function.utf8) }
            })
        let count = report.profile.samples.count
        let threads = max(1, min(Self.mostThreads, count / Self.leastSamples))
        let results = Mutex([(frames: [Int32], stacks: [Stack])](repeating: ([], []), count: threads))
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let result = Self.read(count * thread / threads..<count * (thread + 1) / threads, reading)
            results.withLock { $0[thread] = result }
        }
        let all = results.withLock { $0 }
        stacks.reserveCapacity(count)
        for (part, result) in all.enumerated() {
            parts.append(result.frames)
            for var stack in result.stacks {
                stack.part = Int32(part)
                stacks.append(stack)
            }
        }
    }

    private static func read(_ range: Range<Int>, _ reading: Reading) -> (frames: [Int32], stacks: [Stack]) {
        let samples = reading.report.profile.samples
        var frames: [Int32] = []
        var stacks: [Stack] = []
        stacks.reserveCapacity(range.count)
        // A location takes a byte or more; what is not used of that is never touched.
        frames.reserveCapacity(samples.stackLengths[range].reduce(0) { $0 + Int($1) })
        var run = samples.emptyRun
        for sample in range {
            let value = reading.report.stackValue(sample, reading.column)
            if value == 0 { continue }
            samples.aim(&run, at: sample)
            let start = frames.count
            reading.table.append(&run, to: &frames)
            if let isCenter = reading.isCenter {
                guard let at = frames[start...].lastIndex(where: { isCenter[Int($0)] }) else {
                    frames.removeLast(frames.count - start)
                    continue
                }
                if reading.isInverted {
                    frames.removeSubrange(start..<at)
                } else {
                    frames.removeLast(frames.count - 1 - at)
                }
            }
            if !reading.isInverted { frames[start...].reverse() }
            stacks.append(Stack(part: 0, count: Int32(frames.count - start), start: start, value: value))
        }
        return (frames, stacks)
    }

    func frame(of stack: Int32, at depth: Int) -> Int32 {
        let stack = stacks[Int(stack)]
        return parts[Int(stack.part)][stack.start + depth]
    }

    /// Frames of a stack from a depth on, -1 behind the last one.
    func frames(of number: Int, from depth: Int) -> SIMD8<Int32> {
        let stack = stacks[number]
        var result = SIMD8<Int32>(repeating: -1)
        for lane in 0..<max(min(Int(stack.count) - depth, result.scalarCount), 0) {
            result[lane] = parts[Int(stack.part)][stack.start + depth + lane]
        }
        return result
    }
}
