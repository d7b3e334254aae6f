import Evidence
import GoProcess

/// Waiters for what is probably one lock, told by the code alone.
struct DumpLock {
    /// Package and receiver's type, or the whole function where there is none.
    var key: String
    /// Ascending.
    var waiters: [UInt32]
    /// Goroutines inside the same code that do not wait for a lock. Ascending.
    var holders: [UInt32]
    /// Keys of the code that the waiters came through.
    var outer: Set<String>

    /// For a sentence: `store.(*Cache)`.
    var title: String { FunctionName.short(key) }

    func isNoticeable(_ scene: Scene) -> Bool {
        waiters.count >= scene.thresholds.lockQueue.value
            || (waiters.count >= scene.thresholds.lockWaiters.value && (scene.hasSequence || scene.isText))
            || scene.oldest(waiters) >= scene.thresholds.lockAge.value
    }

    static func all(_ scene: Scene) -> [DumpLock] {
        var found: [String: DumpLock] = [:]
        for group in scene.groups where group.role == .application && isLock(group.kind) {
            let members = group.members.filter { scene.graph.objects(of: $0).isEmpty }
            let functions = scene.last.programFunctions(group.stack).map { scene.snapshot.text($0) }
            guard !members.isEmpty, let inner = functions.first else { continue }
            let key = key(inner)
            found[key, default: DumpLock(key: key, waiters: [], holders: [], outer: [])].waiters += members
            found[key]?.outer.formUnion(functions.dropFirst().map(Self.key))
        }
        for group in scene.groups where group.role == .application && !isLock(group.kind) {
            for function in scene.last.programFunctions(group.stack) {
                let key = key(scene.snapshot.text(function))
                if found[key] == nil || found[key]?.holders.last == group.members.last { continue }
                found[key]?.holders += group.members
            }
        }
        return found.values.map { lock in
            var result = lock
            result.waiters.sort()
            result.holders = Set(lock.holders).sorted()
            return result
        }.sorted { $0.waiters[0] < $1.waiters[0] }
    }

    private static func isLock(_ kind: WaitKind) -> Bool {
        kind == .mutex || kind == .readLock || kind == .writeLock
    }

    /// Methods share the lock of their receiver; a plain function has one of its own.
    private static func key(_ function: String) -> String {
        let package = FunctionName.package(function)
        let receiver = FunctionName.receiver(function)
        return receiver.isEmpty ? "\(package).\(FunctionName.member(function))" : "\(package).\(receiver)"
    }
}
