/// A `goroutine?debug=2` dump, read in the plainest way: what the live reader is compared with must not share code with
/// it.
struct RuntimeDump {
    struct Goroutine: Equatable {
        var id: UInt64
        /// State or wait reason, without what follows a comma.
        var state: String
        var isLockedToThread: Bool
        /// `function file:line`, innermost first, as printed.
        var frames: [String]
        /// Function and place of the `go` statement.
        var creation: String?
        var parent: UInt64?
    }

    var goroutines: [Goroutine] = []
    var ids: Set<UInt64> { Set(goroutines.map(\.id)) }

    /// The goroutines that are the same in another dump.
    func onlyWhatStayed(in other: RuntimeDump) -> RuntimeDump {
        let others = Dictionary(other.goroutines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var result = self
        result.goroutines = goroutines.filter { others[$0.id] == $0 }
        return result
    }

    init(_ text: String) {
        for block in text.split(separator: "\n\n") {
            var lines = block.split(separator: "\n").map(String.init)
            guard let header = lines.first, header.hasPrefix("goroutine ") else { continue }
            lines.removeFirst()
            let words = header.split(separator: " ", maxSplits: 2)
            let bracketed = header.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
            let parts = bracketed.split(separator: ",").map { $0.drop { $0 == " " } }
            var goroutine = Goroutine(
                id: UInt64(words[1]) ?? 0, state: String(parts.first ?? ""),
                isLockedToThread: parts.contains("locked to thread"), frames: [])
            var index = 0
            while index + 1 < lines.count {
                let place = lines[index + 1].drop { $0 == "\t" }.split(separator: " ").first ?? ""
                if lines[index].hasPrefix("created by ") {
                    let rest = lines[index].dropFirst("created by ".count)
                    let creator = rest.split(separator: " ").first ?? ""
                    goroutine.creation = "\(creator) \(place)"
                    goroutine.parent = rest.split(separator: " ").last.flatMap { UInt64($0) }
                } else if !lines[index].hasPrefix("...") {
                    let function = lines[index].lastIndex(of: "(").map { lines[index][..<$0] } ?? ""
                    goroutine.frames.append("\(function) \(place)")
                } else {
                    goroutine.frames.append("...")
                    index += 1
                    continue
                }
                index += 2
            }
            goroutines.append(goroutine)
        }
    }
}
