import Diagnosis
import Dispatch
import Host
import Synchronization
import Wire

/// A case that is being collected while the watch goes on; one at a time.
final class CaseUnderway: Sendable {
    struct Done {
        let folder: CaseFolder
        let name: String
        let result: Result<CaseManifest, any Error>
    }

    private struct State {
        var folder: CaseFolder?
        var name = ""
        var result: Result<CaseManifest, any Error>?
    }

    private let state = Mutex(State())

    /// - Parameter bell: rung when it is complete.
    func begin(_ folder: CaseFolder, _ name: String, _ collection: CaseCollection, _ bell: DispatchSemaphore) {
        state.withLock { $0 = State(folder: folder, name: name) }
        DispatchQueue(label: "sonde.case").async { [self] in
            let result = Result { try collection.collect(into: folder) }
            state.withLock { $0.result = result }
            bell.signal()
        }
    }

    /// Whether there is one, complete or not.
    var isTaken: Bool { state.withLock { $0.folder != nil } }

    var isCollecting: Bool { state.withLock { $0.folder != nil && $0.result == nil } }

    /// The one that is complete; there is none any more then.
    func takeResult() -> Done? {
        state.withLock { state in
            guard let folder = state.folder, let result = state.result else { return nil }
            defer { state = State() }
            return Done(folder: folder, name: state.name, result: result)
        }
    }

    /// Leaves nothing behind of one that has no name of its own yet.
    func abandon() {
        guard let folder = state.withLock({ $0.folder }) else { return }
        // The collectors still write: what they made meanwhile goes, too.
        for _ in 0..<100 where MappedFile.exists(folder.path) { folder.remove() }
    }
}
