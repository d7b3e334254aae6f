import Evidence
import Wire

/// What the name filters found.
struct FrameFilterMatches {
    var focus = false
    var ignore = false
    var hide = false
    var show = false
}

/// Filters on names of functions, files and mapped files.
///
/// Source: profile/filter.go of google/pprof.
extension Profile {
    /// Keeps samples with a frame that matches `focus` and none that matches `ignore`, and removes frames that match
    /// `hide` or do not match `show`.
    mutating func filterSamples(
        focus: RegularExpression?, ignore: RegularExpression?, hide: RegularExpression?, show: RegularExpression?
    ) -> FrameFilterMatches {
        var found = FrameFilterMatches()
        if focus == nil, ignore == nil, hide == nil, show == nil {
            found.focus = true
            return found
        }
        let focusNames = focus.map { NameMatches($0, self) }
        let ignoreNames = ignore.map { NameMatches($0, self) }
        let hideNames = hide.map { NameMatches($0, self) }
        let showNames = show.map { NameMatches($0, self) }
        var isFocused = [Bool](repeating: false, count: locations.count)
        var isIgnored = isFocused
        var isHidden = isFocused
        for at in 0..<locations.count {
            if let ignoreNames, ignoreNames.location(at, self) {
                found.ignore = true
                isIgnored[at] = true
            } else if focusNames?.location(at, self) ?? true {
                found.focus = true
                isFocused[at] = true
            }
            if let hideNames, hideNames.location(at, self) {
                found.hide = true
                locations.setLines(at, hideNames.unmatchedLines(at, self))
                if locations.lines(at).isEmpty { isHidden[at] = true }
            }
            if let showNames {
                locations.setLines(at, showNames.matchedLines(at, self))
                if locations.lines(at).isEmpty { isHidden[at] = true } else { found.show = true }
            }
        }
        let hidesAny = isHidden.contains(true)
        var isKept = [Bool](repeating: false, count: samples.count)
        for sample in 0..<samples.count {
            let stack = samples.stack(sample)
            var isWanted = false
            var isUnwanted = false
            var hidden = 0
            var length = 0
            for location in stack {
                let at = Int(location)
                length += 1
                if isIgnored[at] { isUnwanted = true }
                if isFocused[at] { isWanted = true }
                if isHidden[at] { hidden += 1 }
            }
            guard isWanted, !isUnwanted, !hidesAny || hidden < length else { continue }
            isKept[sample] = true
            if hidden > 0 { samples.setStack(sample, stack.lazy.filter { !isHidden[Int($0)] }) }
        }
        samples.filter { isKept[$0] }
        return found
    }

    /// Removes the callers of the outermost frame that matches, and samples without any.
    mutating func showFrom(_ expression: RegularExpression) -> Bool {
        let names = NameMatches(expression, self)
        var isMatch = [Bool](repeating: false, count: locations.count)
        for at in 0..<locations.count {
            if names.mapping(at, self) {
                isMatch[at] = true
            } else if let last = locations.lines(at).lastIndex(where: { names.line($0) }) {
                isMatch[at] = true
                locations.lineEnds[at] = UInt32(last) + 1
            }
        }
        var isKept = [Bool](repeating: false, count: samples.count)
        for sample in 0..<samples.count {
            var stack = samples.stack(sample)
            let start = stack.offset
            while let location = stack.next() {
                guard isMatch[Int(location)] else { continue }
                isKept[sample] = true
                samples.stackLengths[sample] = UInt32(stack.offset - start)
            }
        }
        samples.filter { isKept[$0] }
        return isMatch.contains(true)
    }
}

/// Which names of a profile an expression matches.
struct NameMatches {
    /// By function: its name or its file.
    private let functions: [Bool]
    private let mappings: [Bool]

    init(_ expression: RegularExpression, _ profile: Profile) {
        var known: [StringID: Bool] = [:]
        func matches(_ id: StringID) -> Bool {
            if let answer = known[id] { return answer }
            let answer = expression.matches(profile.strings.bytes(id))
            known[id] = answer
            return answer
        }
        functions = (0..<profile.functions.count).map {
            matches(profile.functions.names[$0]) || matches(profile.functions.files[$0])
        }
        mappings = profile.mappings.map { matches($0.file) }
    }

    func line(_ line: ProfileLine) -> Bool {
        line.function != ProfileLocations.none && functions[Int(line.function)]
    }

    func mapping(_ location: Int, _ profile: Profile) -> Bool {
        let mapping = profile.locations.mappings[location]
        return mapping != ProfileLocations.none && mappings[Int(mapping)]
    }

    func location(_ location: Int, _ profile: Profile) -> Bool {
        profile.locations.lines(location).contains { line($0) } || mapping(location, profile)
    }

    func unmatchedLines(_ location: Int, _ profile: Profile) -> [ProfileLine] {
        mapping(location, profile) ? [] : profile.locations.lines(location).filter { !line($0) }
    }

    func matchedLines(_ location: Int, _ profile: Profile) -> [ProfileLine] {
        let lines = profile.locations.lines(location)
        return mapping(location, profile)
            ? Array(lines) : lines.filter { $0.function == ProfileLocations.none || line($0) }
    }
}
