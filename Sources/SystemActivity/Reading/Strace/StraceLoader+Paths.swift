import Evidence

/// What calls are about, and what they change of it.
extension StraceLoader {
    /// The path, the address or the like of the call whose parts `call` has; empty when it has none.
    /// - Parameter isPartial: whether more arguments may follow, so that what is not there yet decides nothing.
    mutating func path(_ name: Int, _ process: Int32, _ text: [UInt8], isPartial: Bool) -> StringID {
        guard let facts = facts[name] else { return .empty }
        let arguments = call.arguments
        if let index = facts.path {
            if index < arguments.count, StraceText.isString(text, arguments[index]) {
                return namedPath(facts, index, process, text)
            }
            if isPartial, index >= arguments.count || arguments[index].isEmpty { return .empty }
        }
        if facts.isAboutAddress {
            for argument in arguments.dropFirst() {
                if isPartial, !argument.isEmpty, text[argument.upperBound - 1] != UInt8(ascii: "}") { continue }
                if let address = StraceText.address(text, argument) { return tables.strings.intern(address) }
            }
            if isPartial { return .empty }
        }
        guard let index = facts.descriptor, index < arguments.count else { return .empty }
        if let description = StraceText.description(text, arguments[index]) { return intern(description, text) }
        guard let descriptor = StraceText.descriptor(text, arguments[index]) else { return .empty }
        return processes.path(process, descriptor: descriptor)
    }

    private mutating func namedPath(
        _ facts: StraceCallFacts.Facts, _ index: Int, _ process: Int32, _ text: [UInt8]
    ) -> StringID {
        let arguments = call.arguments
        scratch.removeAll(keepingCapacity: true)
        StraceText.decode(text, string: arguments[index], to: &scratch)
        guard facts.isPath else { return tables.strings.intern(bytes: scratch) }
        guard let at = facts.directory, at < arguments.count else {
            return processes.absolute(process, scratch[...], from: -100, &tables)
        }
        let descriptor = StraceText.descriptor(text, arguments[at]) ?? -100
        guard let description = StraceText.description(text, arguments[at]) else {
            return processes.absolute(process, scratch[...], from: descriptor, &tables)
        }
        let folder = intern(description, text)
        if descriptor == -100 { processes.setFolder(process, folder) }
        if scratch.isEmpty { return folder }
        return PathResolution.intern(scratch[...], in: folder, &tables)
    }

    /// What -y says of a descriptor.
    mutating func intern(_ description: Range<Int>, _ text: [UInt8]) -> StringID {
        isDescribed = true
        guard text[description].contains(UInt8(ascii: "\\")) else {
            return tables.strings.intern(bytes: text[description])
        }
        var bytes: [UInt8] = []
        StraceText.unescape(text, description, to: &bytes)
        return tables.strings.intern(bytes: bytes)
    }

    /// Follows what the call of number `index` changes of its process.
    mutating func change(
        _ index: Int, _ process: Int32, _ text: [UInt8], _ result: StraceResult, _ facts: StraceCallFacts.Facts,
        end: Int64
    ) {
        let arguments = call.arguments
        var path = events[index].path
        if facts.text == "getcwd", let first = arguments.first, !result.isFailed {
            scratch.removeAll(keepingCapacity: true)
            StraceText.decode(text, string: first, to: &scratch)
            return processes.setFolder(process, tables.strings.intern(bytes: scratch))
        }
        if facts.text == "fchdir", path != .empty, !result.isFailed { return processes.setFolder(process, path) }
        var linux = LinuxCall(name: facts.text, arguments: [], result: result.value ?? -1)
        if result.isFailed {
            let isUnderWay = StraceText.starts(text, result.name.lowerBound, "EINPROGRESS")
            guard isUnderWay else { return }
            linux.result = -115
        }
        if let pair = pair(text, facts) {
            linux.pair = pair.numbers
            pairs += 1
            path =
                pair.description.map { intern($0, text) }
                ?? tables.strings.intern("\(facts.text == "socketpair" ? "socket pair" : "pipe"):\(pairs)")
            events[index].path = path
        }
        // With -y all that follows is told by the lines themselves.
        if isDescribed, !facts.changesFolder { return }
        linux.arguments = arguments.map { argument in
            StraceText.descriptor(text, argument).map { UInt64(bitPattern: Int64($0)) } ?? 0
                | StraceText.flags(text, argument)
        }
        for argument in arguments.dropFirst() {
            if let address = StraceText.address(text, argument) { linux.address = address }
        }
        let effect = linux.effect(path: path) { tables.strings.intern($0) }
        processes.apply(effect, process, begin: events[index].time, end: end)
    }

    /// The two descriptors that a call made: `[3<pipe:[1]>, 4<pipe:[1]>]`.
    private func pair(
        _ text: [UInt8], _ facts: StraceCallFacts.Facts
    ) -> (numbers: (Int32, Int32), description: Range<Int>?)? {
        guard ["pipe", "pipe2", "socketpair"].contains(facts.text) else { return nil }
        for argument in call.arguments where argument.count > 2 && text[argument.lowerBound] == UInt8(ascii: "[") {
            let start = argument.lowerBound + 1
            guard let first = StraceNumber.value(text, start..<argument.upperBound) else { return nil }
            let description = StraceText.description(text, start..<argument.upperBound)
            var at = description?.upperBound ?? start
            while at < argument.upperBound, text[at] != UInt8(ascii: ",") { at += 1 }
            at += 2
            guard at < argument.upperBound, let second = StraceNumber.value(text, at..<argument.upperBound) else {
                return nil
            }
            return ((Int32(truncatingIfNeeded: first), Int32(truncatingIfNeeded: second)), description)
        }
        return nil
    }
}
