import Evidence
import GoProcess

/// A plain reader of `debug=2` dumps for tests that need real stacks: no arguments, no recovery from damage.
enum PlainDump {
    static func snapshot(_ text: String) -> GoroutineSnapshot {
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: .text, name: "dump"))
        var goroutine: Goroutine?
        var frames: [FrameID] = []
        var function: String?
        func finish(_ snapshot: inout GoroutineSnapshot) {
            guard var done = goroutine else { return }
            done.stack = snapshot.stacks.intern(innermostFirst: frames)
            snapshot.goroutines.append(done)
            goroutine = nil
            frames = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("goroutine "), line.hasSuffix(":") || line.hasSuffix("}:") {
                finish(&snapshot)
                goroutine = header(line, &snapshot)
            } else if line.isEmpty {
                finish(&snapshot)
            } else if line.hasPrefix("\t"), let name = function {
                let place = line.dropFirst().split(separator: " ")[0]
                let colon = place.lastIndex(of: ":") ?? place.endIndex
                let number = Int32(place[colon...].dropFirst()) ?? 0
                if name.hasPrefix("created by ") {
                    let parts = name.dropFirst(11).split(separator: " in goroutine ")
                    goroutine?.parent = parts.count > 1 ? UInt64(parts[1]) ?? 0 : 0
                    goroutine?.creation = snapshot.stacks.intern(
                        function: String(parts[0]), file: String(place[..<colon]), line: number)
                } else {
                    frames.append(
                        snapshot.stacks.intern(function: name, file: String(place[..<colon]), line: number))
                }
                function = nil
            } else {
                function = line.hasPrefix("created by ") ? String(line) : withoutArguments(line)
            }
        }
        finish(&snapshot)
        snapshot.goroutines.sort { $0.id < $1.id }
        return snapshot
    }

    private static func withoutArguments(_ line: Substring) -> String {
        guard line.hasSuffix(")") else { return String(line) }
        var depth = 0
        var at = line.endIndex
        while at > line.startIndex {
            at = line.index(before: at)
            if line[at] == ")" { depth += 1 }
            if line[at] == "(" { depth -= 1 }
            if depth == 0 { break }
        }
        return String(line[..<at])
    }

    private static func header(_ line: Substring, _ snapshot: inout GoroutineSnapshot) -> Goroutine? {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let id = UInt64(parts[1]), let open = parts[2].firstIndex(of: "["),
            let close = parts[2].firstIndex(of: "]")
        else { return nil }
        var goroutine = Goroutine(id: id)
        let fields = parts[2][parts[2].index(after: open)..<close].split(separator: ",").map {
            $0.first == " " ? $0.dropFirst() : $0
        }
        var state = String(fields[0])
        if state.hasSuffix(" (leaked)") {
            state.removeLast(9)
            goroutine.flags.insert(.leaked)
        }
        for field in fields.dropFirst() where field.hasSuffix(" minutes") {
            goroutine.waitingNanoseconds = (Int64(field.dropLast(8)) ?? 0) * 60_000_000_000
        }
        switch state {
        case "running": goroutine.state = .running
        case "runnable": goroutine.state = .runnable
        case "syscall": goroutine.state = .systemCall
        default:
            goroutine.state = .waiting
            goroutine.reason = snapshot.stacks.strings.intern(state)
            goroutine.kind = WaitKind(reason: state)
        }
        return goroutine
    }
}
