import Evidence
import Wire

/// Reports of the race detector (compiler-rt's tsan with Go's symbolisation): the goroutines of the two accesses with
/// their stacks, and where they were created.
enum TextDumpRace {
    /// Reads behind the line `WARNING: DATA RACE` up to the line of equals signs that ends the report.
    static func read(_ lines: inout TextDumpLines, builder: inout TextDumpBuilder) -> TextDumpSection {
        let bytes = builder.bytes
        let parts = TextDumpFrameLines(bytes: bytes)
        var section = TextDumpSection(kind: .race)
        section.message = "WARNING: DATA RACE"
        var block = Block.other
        var frames: [FrameID] = []
        var pending: TextRange?
        var isEnded = false
        while !isEnded, let line = lines.next() {
            if line.isForeign { continue }
            isEnded = bytes.hasPrefix(Words.end, in: line.range)
            let text = bytes.trimmed(line.range)
            if isEnded || text.isEmpty || !parts.isIndented(line.range) {
                finish(block, frames, in: &section, &builder)
                frames.removeAll()
                if pending != nil { section.linesNotUnderstood += 1 }
                pending = nil
                block = isEnded || text.isEmpty ? .other : Block(bytes, text)
            } else if let function = pending {
                pending = nil
                let name = parts.function(function).name
                if let frame = builder.frame(function: name, location: parts.location(text).place, isInlined: false) {
                    frames.append(frame)
                } else {
                    section.linesNotUnderstood += 2
                }
            } else if block != .other {
                pending = text
            }
        }
        finish(block, frames, in: &section, &builder)
        section.isCut = !isEnded
        return section
    }

    /// What the indented lines behind a line belong to.
    private enum Block: Equatable {
        /// `Read at 0x… by goroutine 8:`, `Previous write at 0x… by main goroutine:`
        case access(goroutine: UInt64)
        /// `Goroutine 8 (running) created at:`
        case creation(goroutine: UInt64, isFinished: Bool)
        case other

        init(_ bytes: Bytes, _ line: TextRange) {
            self = .other
            if bytes.hasPrefix(Words.goroutine, in: line) {
                var at = line.start + Words.goroutine.count
                guard let id = bytes.decimal(at: &at, before: line.end) else { return }
                self = .creation(
                    goroutine: id, isFinished: bytes.firstRange(of: Words.finished, in: line) != nil)
            } else if bytes.firstRange(of: Words.byMain, in: line) != nil {
                self = .access(goroutine: 1)
            } else if let word = bytes.lastRange(of: Words.by, in: line) {
                var at = word + Words.by.count
                if let id = bytes.decimal(at: &at, before: line.end) { self = .access(goroutine: id) }
            }
        }
    }

    private static func finish(
        _ block: Block, _ frames: [FrameID], in section: inout TextDumpSection, _ builder: inout TextDumpBuilder
    ) {
        switch block {
        case .other:
            return
        case .access(let id):
            var goroutine = section[goroutine: id]
            if goroutine.stack == .empty { goroutine.stack = builder.stack(frames, in: &section) }
            if let start = frames.last, id != 1 { goroutine.start = builder.stacks[start].function }
            section[goroutine: id] = goroutine
        case .creation(let id, let isFinished):
            var goroutine = section[goroutine: id]
            goroutine.creation = frames.first ?? .none
            goroutine.state = isFinished ? .dead : .running
            section[goroutine: id] = goroutine
        }
    }

    private enum Words {
        static let end = Array("==================".utf8)
        static let goroutine = Array("Goroutine ".utf8)
        static let finished = Array("(finished)".utf8)
        static let byMain = Array(" by main goroutine".utf8)
        static let by = Array(" by goroutine ".utf8)
    }
}

extension TextDumpSection {
    /// The goroutine with an id, made when it is not there yet.
    fileprivate subscript(goroutine id: UInt64) -> Goroutine {
        get {
            if let position = positions[id] { return goroutines[position] }
            var goroutine = Goroutine(id: id)
            goroutine.state = .running
            if id == 1 { goroutine.flags.insert(.main) }
            return goroutine
        }
        set {
            if let position = positions[id] {
                goroutines[position] = newValue
            } else {
                positions[id] = goroutines.count
                goroutines.append(newValue)
            }
        }
    }
}
