import Diagnosis
import Evidence
import GoProcess

extension WaitOperation {
    /// The word for it in JSON.
    var text: String {
        switch self {
        case .receive: "receive"
        case .send: "send"
        case .lock: "lock"
        case .readLock: "readLock"
        case .wait: "wait"
        case .read: "read"
        case .write: "write"
        case .sleep: "sleep"
        case .resume: "resume"
        }
    }
}

extension AgeSource {
    /// The word for it in JSON.
    var text: String {
        switch self {
        case .unknown: "unknown"
        case .runtime: "runtime"
        case .snapshots: "snapshots"
        case .text: "text"
        }
    }
}

extension WaitObject.Kind {
    /// The word for it in JSON.
    public var name: String {
        switch self {
        case .channel: "channel"
        case .mutex: "mutex"
        case .rwMutex: "rwmutex"
        case .waitGroup: "waitgroup"
        case .cond: "cond"
        case .semaphore: "semaphore"
        case .descriptor: "descriptor"
        case .coroutine: "coroutine"
        }
    }
}

extension GoroutineFlags {
    /// The words for them in JSON, in a fixed order.
    public var names: [String] {
        let words: [(GoroutineFlags, String)] = [
            (.main, "main"), (.system, "system"), (.lockedToThread, "lockedToThread"), (.leaked, "leaked"),
            (.unreachable, "unreachable"), (.inBubble, "inBubble"), (.scanning, "scanning"),
            (.unstable, "unstable"), (.partialStack, "partialStack"), (.approximateStack, "approximateStack"),
        ]
        return words.filter { contains($0.0) }.map(\.1)
    }
}

/// A snapshot as a piece of collected evidence.
enum SnapshotEvidence {
    static func of(_ snapshot: GoroutineSnapshot) -> CollectedEvidence {
        CollectedEvidence(
            evidence: "goroutines",
            source: snapshot.source.kind == .process ? "process memory" : Phrase(snapshot.source.name),
            stoppedNanoseconds: snapshot.stoppedNanoseconds, durationNanoseconds: snapshot.durationNanoseconds,
            quality: snapshot.quality.counters)
    }
}
