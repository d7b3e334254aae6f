import Evidence

extension SnapshotEncoder {
    /// Strings, frames and stacks, each in the order of their numbers.
    mutating func write(stacks: StackTable) {
        write(strings: stacks.strings)
        append(count: stacks.frames.count, size: SnapshotLimits.frameMemory)
        column(differences: stacks.frames.lazy.map { UInt64($0.function.rawValue) })
        column(differences: stacks.frames.lazy.map { UInt64($0.file.rawValue) })
        for frame in stacks.frames { append(signed: Int64(frame.line)) }
        for frame in stacks.frames { append(frame.isInlined) }
        for frame in stacks.frames { append(frame.isWrapper) }
        let nodes = (1..<UInt32(max(stacks.count, 1))).lazy.map { StackID(rawValue: $0) }
        append(count: nodes.count, size: SnapshotLimits.stackMemory)
        column(differences: nodes.map { UInt64(stacks.caller($0).rawValue) })
        column(differences: nodes.map { UInt64(stacks.top($0).rawValue) })
    }

    mutating func write(labelSets: [[Label]]) {
        append(list: labelSets) { encoder, labels in
            encoder.append(list: labels) { encoder, label in
                encoder.append(label.key)
                encoder.append(label.value)
            }
        }
    }
}

extension SnapshotDecoder {
    mutating func stacks() throws -> StackTable {
        var table = StackTable()
        for text in try strings() {
            let expected = table.strings.count
            guard table.strings.intern(text).rawValue == UInt32(expected) else {
                throw damage("string \(expected) is there twice")
            }
        }
        try readFrames(into: &table)
        try readNodes(into: &table)
        return table
    }

    private mutating func readFrames(into table: inout StackTable) throws {
        let count = try count(size: SnapshotLimits.frameMemory, minimum: 4)
        let stringCount = UInt64(table.strings.count)
        var frames = Array(repeating: Frame(function: .empty, file: .empty, line: 0), count: count)
        try column(differences: count) { decoder, index, value in
            guard value < stringCount else { throw decoder.damage("a function's name is string \(value)") }
            frames[index].function = StringID(rawValue: UInt32(value))
        }
        try column(differences: count) { decoder, index, value in
            guard value < stringCount else { throw decoder.damage("a file's name is string \(value)") }
            frames[index].file = StringID(rawValue: UInt32(value))
        }
        for index in 0..<count { frames[index].line = try signedFitting() }
        for index in 0..<count { frames[index].isInlined = try flag() }
        for index in 0..<count { frames[index].isWrapper = try flag() }
        for (index, frame) in frames.enumerated() where table.intern(frame: frame).rawValue != UInt32(index) {
            throw damage("frame \(index) is there twice")
        }
    }

    private mutating func readNodes(into table: inout StackTable) throws {
        let count = try count(size: SnapshotLimits.stackMemory, minimum: 2)
        var parents = [UInt32](repeating: 0, count: count)
        try column(differences: count) { decoder, index, value in
            // A caller comes before its callees: so there are no cycles.
            guard value <= UInt64(index) else { throw decoder.damage("stack \(index + 1) has the caller \(value)") }
            parents[index] = UInt32(value)
        }
        let frameCount = UInt64(table.frames.count)
        try column(differences: count) { decoder, index, value in
            guard value < frameCount else { throw decoder.damage("stack \(index + 1) has the frame \(value)") }
            let made = table.push(FrameID(rawValue: UInt32(value)), onto: StackID(rawValue: parents[index]))
            guard made.rawValue == UInt32(index + 1) else { throw decoder.damage("stack \(index + 1) is there twice") }
        }
    }

    mutating func labelSets() throws -> [[Label]] {
        try list(minimum: 1) { decoder in
            try decoder.list(minimum: 2) { Label(key: try $0.text(), value: try $0.text()) }
        }
    }
}
