import Evidence
import GoProcess

/// Differences between a snapshot and the runtime's own dump of the same program.
struct SnapshotComparison {
    private(set) var differences: [String] = []
    private let snapshot: GoroutineSnapshot
    private let rules: TracebackRules

    init(_ snapshot: GoroutineSnapshot, _ dump: RuntimeDump, moving: Set<UInt64>, minorVersion: Int) {
        self.snapshot = snapshot
        rules = TracebackRules.of(minorVersion: minorVersion)
        let ours = Dictionary(
            uniqueKeysWithValues: snapshot.goroutines.filter { !$0.flags.contains(.system) }.map { ($0.id, $0) })
        let theirs = Dictionary(uniqueKeysWithValues: dump.goroutines.map { ($0.id, $0) })
        for goroutine in dump.goroutines.sorted(by: { $0.id < $1.id }) {
            if let own = ours[goroutine.id] {
                compare(own, goroutine)
            } else {
                differences.append("goroutine \(goroutine.id) [\(goroutine.state)] is missing")
            }
        }
        for id in ours.keys.sorted() where theirs[id] == nil && !moving.contains(id) {
            guard let goroutine = ours[id] else { continue }
            let frames = frames(goroutine)
            if !Self.servesTheDump(frames) {
                differences.append("goroutine \(id) is too much: \(frames)")
            }
        }
    }

    /// The connection over which the dump was fetched comes and goes with the request.
    private static func servesTheDump(_ frames: [String]) -> Bool {
        frames.contains { $0.hasPrefix("net/http.(*conn)") || $0.hasPrefix("net/http.(*connReader)") }
    }

    private func frames(_ goroutine: Goroutine) -> [String] {
        FrameKinds.shownByRuntime(goroutine.stack, in: snapshot.stacks, rules: rules) { id in
            snapshot.stacks[id].isWrapper
        }.map(text)
    }

    private func text(_ frame: FrameID) -> String {
        let name = snapshot.stacks.functionName(frame)
        // The runtime prints its own entry of a panic by the name of the built-in function.
        return
            "\(name == "runtime.gopanic" ? "panic" : name) \(snapshot.stacks.fileName(frame)):\(snapshot.stacks[frame].line)"
    }

    private mutating func compare(_ own: Goroutine, _ theirs: RuntimeDump.Goroutine) {
        // The goroutine that writes the dump ran then and does not now.
        if theirs.state == "running" { return }
        let state = snapshot.stateText(own)
        if state != theirs.state {
            differences.append("goroutine \(own.id): [\(state)] instead of [\(theirs.state)]")
        }
        if own.flags.contains(.lockedToThread) != theirs.isLockedToThread {
            differences.append("goroutine \(own.id): locked to thread is wrong")
        }
        compareFrames(frames(own), theirs)
        if let parent = theirs.parent, own.parent != parent {
            differences.append("goroutine \(own.id): created by goroutine \(own.parent) instead of \(parent)")
        }
        if let creation = theirs.creation, own.creation == .none || text(own.creation) != creation {
            differences.append("goroutine \(own.id): created at \(own.creation) instead of \(creation)")
        }
    }

    /// The dump leaves out the middle of a deep stack.
    private mutating func compareFrames(_ own: [String], _ theirs: RuntimeDump.Goroutine) {
        if let cut = theirs.frames.firstIndex(of: "...") {
            let head = theirs.frames[..<cut]
            let tail = theirs.frames[(cut + 1)...]
            if Array(own.prefix(head.count)) == Array(head), Array(own.suffix(tail.count)) == Array(tail) { return }
        } else if own == theirs.frames {
            return
        }
        let difference = zip(own, theirs.frames).first { $0 != $1 }.map { "\($0) | \($1)" } ?? "length"
        differences.append(
            "goroutine \(theirs.id) [\(theirs.state)]: \(own.count) frames, \(theirs.frames.count) in the dump: \(difference)"
        )
    }
}
