import Evidence
import Wire

/// Removal of frames beneath others.
///
/// Source: profile/prune.go of google/pprof.
extension Profile {
    /// Applies the profile's own `drop_frames` and `keep_frames`.
    mutating func removeUninteresting() throws {
        guard dropFrames != .empty else { return }
        // pprof goes on without a word when the expression is none.
        guard let drop = try? RegularExpression("^(\(strings[dropFrames]))$") else {
            quality.count(
                "profile.drop_frames", 1, .info, "drop_frames of the profile is no regular expression and was ignored")
            return
        }
        var keep: RegularExpression?
        if keepFrames != .empty {
            guard let expression = try? RegularExpression("^(\(strings[keepFrames]))$") else { return }
            keep = expression
        }
        prune(drop, keep)
    }

    /// Removes the frames that match and all beneath them, but never what lies above the first other frame.
    private mutating func prune(_ drop: RegularExpression, _ keep: RegularExpression?) {
        let isDropped = matches { drop.matches($0) && keep?.matches($0) != true }
        var prunesAll = [Bool](repeating: false, count: locations.count)
        var prunesBeneath = prunesAll
        for at in 0..<locations.count {
            let lines = locations.lines(at)
            guard let last = lines.lastIndex(where: { isDropped($0) }) else { continue }
            prunesBeneath[at] = true
            if last == lines.endIndex - 1 {
                prunesAll[at] = true
            } else {
                locations.lineStarts[at] = UInt32(last) + 1
            }
        }
        for sample in 0..<samples.count {
            // From the root: the first frame to prune beneath one that is to stay.
            let stack = Array(positions(sample))
            var hasFrame = false
            for position in stack.reversed() {
                let at = Int(position.location)
                if !prunesBeneath[at] {
                    hasFrame = true
                } else if hasFrame {
                    cut(sample, to: prunesAll[at] ? position.end : position.start)
                    break
                }
            }
        }
    }

    /// Removes everything beneath the innermost frame that matches.
    mutating func pruneFrom(_ expression: RegularExpression) {
        let isMatch = matches { expression.matches($0) }
        var prunesBeneath = [Bool](repeating: false, count: locations.count)
        for at in 0..<locations.count {
            guard let first = locations.lines(at).firstIndex(where: { isMatch($0) }) else { continue }
            prunesBeneath[at] = true
            locations.lineStarts[at] = UInt32(first)
        }
        for sample in 0..<samples.count {
            if let position = positions(sample).first(where: { prunesBeneath[Int($0.location)] }) {
                cut(sample, to: position.start)
            }
        }
    }

    /// Locations of a sample with the places of their numbers in the store, leaf first.
    private func positions(_ sample: Int) -> [(location: UInt32, start: Int, end: Int)] {
        var result: [(location: UInt32, start: Int, end: Int)] = []
        var stack = samples.stack(sample)
        var start = stack.offset
        while let location = stack.next() {
            result.append((location, start, stack.offset))
            start = stack.offset
        }
        return result
    }

    private mutating func cut(_ sample: Int, to start: Int) {
        let end = samples.stackStarts[sample] + Int(samples.stackLengths[sample])
        samples.stackStarts[sample] = start
        samples.stackLengths[sample] = UInt32(end - start)
    }

    /// Whether the simplified name of a line's function is matched.
    private func matches(_ body: (ArraySlice<UInt8>) -> Bool) -> (ProfileLine) -> Bool {
        var known: [StringID: Bool] = [:]
        let answers = functions.names.map { name -> Bool in
            if name == .empty { return false }
            if let answer = known[name] { return answer }
            let answer = body(Self.simplified(strings.bytes(name)))
            known[name] = answer
            return answer
        }
        return { $0.function != ProfileLocations.none && answers[Int($0.function)] }
    }

    /// A function's name without a leading point and without its arguments.
    static func simplified(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let name = name.first == UInt8(ascii: ".") ? name.dropFirst() : name
        let reserved = [Array("(anonymous namespace)".utf8), Array("operator()".utf8)]
        var at = name.startIndex
        while at < name.endIndex {
            if let word = reserved.first(where: { name[at...].starts(with: $0) }) {
                at += word.count
            } else if name[at] == UInt8(ascii: "(") {
                return name[..<at]
            } else {
                at += 1
            }
        }
        return name
    }
}
