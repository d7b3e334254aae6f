import Evidence
import GoProcess

/// A number that describes how a program fares, so that two cases can be held against each other.
public struct CaseFigure: Hashable, Sendable {
    public let name: String
    public let value: Double
    /// `processors`, `bytes`, `bytes per second`, `of 1`, or empty for a plain count.
    public let unit: String
}

/// The figures of a case, in an order that does not depend on their values.
enum CaseFigures {
    static func all(_ evidence: CaseEvidence) -> [CaseFigure] {
        var figures: [CaseFigure] = []
        func add(_ name: String, _ value: Double?, _ unit: String = "") {
            if let value, value.isFinite { figures.append(CaseFigure(name: name, value: value, unit: unit)) }
        }
        if let samples = evidence.context.processor {
            add("processors kept busy", samples.processors, "processors")
            add("collector's part of the processor time", samples.share(samples.collectorTime), "of 1")
        }
        if let history = evidence.runtime {
            add("allocated", history.allocationRate, "bytes per second")
            add("collections", Double(history.cycles) / history.seconds, "per second")
            add("kept by collections", history.last.collector.heapMarked.map(Double.init), "bytes")
            add("goroutines ready to run", history.mean { $0.scheduler.runnableGoroutines })
            add("timers", history.last.timers.count.map(Double.init))
        }
        if let scene = evidence.scene {
            let program = scene.last.roles.count { $0 == .application }
            add("goroutines of the program", Double(program))
            add("goroutines that wait for a lock", Double(scene.last.kinds.count { isLock($0) }))
        }
        if let process = evidence.context.process?.samples.last {
            add("threads", Double(process.threads))
            add("open descriptors", process.descriptors.map(Double.init))
            add("resident memory", Double(process.resident), "bytes")
        }
        return figures
    }

    private static func isLock(_ kind: WaitKind) -> Bool { kind == .mutex || kind == .readLock || kind == .writeLock }
}
