import Evidence
import SystemActivity

/// Threads that the kernel held in a file operation until another process permitted it (fanotify_handle_event in the
/// stack of the wait).
enum HeldThreads {
    /// Who waits for a permission is in these; who listens rests in fanotify_read.
    private static let functions: Set<String> = ["fanotify_handle_event", "fanotify_get_response"]

    static func find(_ tables: ActivityTables) -> ActivityEvidence.Held {
        var held = ActivityEvidence.Held()
        var known: [UInt32: Bool] = [:]
        for wait in tables.waits where wait.kernelStack != 0 {
            let isHeld =
                known[wait.kernelStack]
                ?? tables.frames(wait.kernelStack).contains {
                    $0 != .none && Self.functions.contains(tables.symbols.table.functionName($0))
                }
            known[wait.kernelStack] = isHeld
            guard isHeld else { continue }
            held.count += 1
            held.sum &+= wait.duration
            held.longest = max(held.longest, wait.duration)
            if wait.operation != .empty { held.operations.insert(tables.strings[wait.operation]) }
            if wait.wakerProcess < 0, wait.wakerProcessID != 0 {
                let name = tables.strings[wait.wakerName]
                held.wakers["\(name) (\(wait.wakerProcessID))", default: 0] += 1
            }
        }
        return held
    }
}
