import GoProcess
import Testing
import Wire

@testable import Diagnosis

/// A log of so many seconds, with a look at the scheduler in each of them.
struct ScriptedRuntimeLog {
    var seconds = 40
    var processors = 4
    var busy = 4
    var threads = 10
    var threadGrowth = 0
    var queue = 0
    /// Collections in each second.
    var collections = 4
    var isForced = false
    /// Milliseconds.
    var stop = "0.010"
    var worker = 0
    /// Megabytes.
    var kept = 20
    var keptGrowth = 0
    var goal = 40
    /// The goal of the first five seconds, while less was kept.
    var firstGoal = 24
    var firstKept = 12

    var text: String {
        var lines: [String] = []
        var number = 0
        for second in 0..<seconds {
            let idle = processors - busy
            let queues = (0..<processors).map { _ in "\(queue)" }.joined(separator: " ")
            lines.append(
                "SCHED \(second * 1000)ms: gomaxprocs=\(processors) idleprocs=\(idle) "
                    + "threads=\(threads + threadGrowth * second) spinningthreads=0 needspinning=0 idlethreads=2 "
                    + "runqueue=\(queue) [\(queues)]")
            for part in 0..<collections {
                number += 1
                let isFirst = second < 5
                let live = (isFirst ? firstKept : kept) + keptGrowth * second
                // A goal follows from what the collection before kept.
                let goal = isFirst || second == 5 && part == 0 ? firstGoal : goal
                lines.append(
                    "gc \(number) @\(second).\(part)00s 5%: \(stop)+10+\(stop) ms clock, 0+0/\(worker)/0+0 ms cpu, "
                        + "\(goal)->\(goal + 1)->\(live) MB, \(goal) MB goal, 0 MB stacks, 0 MB globals, "
                        + "\(processors) P\(isForced ? " (forced)" : "")")
            }
        }
        return lines.joined(separator: "\n")
    }

    func evidence() throws -> RuntimeLogEvidence {
        let input = SequentialInput(bytes: Bytes(Array(text.utf8)), name: "gc.log")
        return RuntimeLogEvidence(try #require(try RuntimeLogReader.read(input)))
    }

    func report() throws -> DiagnosisReport {
        var context = DiagnosisContext()
        context.runtimeLog = try evidence()
        return diagnosed(context: context)
    }

    func causes() throws -> [Cause] { try report().findings.map(\.cause) }
}
