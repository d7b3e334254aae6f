import Evidence
import Wire

/// Goroutine dumps as text: what panics, fatal errors and SIGQUIT print, `goroutine?debug=1` and `debug=2` of
/// net/http/pprof, `debug.Stack()` in logs, and reports of the race detector; Go 1.5 to 1.27.
///
/// Text around the dump is skipped, and so is a constant-shaped prefix that a log collector put before each line.
/// `debug=1` has counts instead of goroutines: its snapshot has the source kind `groupedText` and ids that are made
/// up, 1, 2, 3 … in the order of the file.
public enum TextDump {
    /// Function name of the frame that stands for the frames a dump left out (`...N frames elided...`).
    public static let elidedFunction = "(frames elided)"

    /// The last whole dump of a text; how many others it holds is counted in the quality.
    ///
    /// A dump of a single goroutine (`debug.Stack()` in a log, a race report) is taken only when there is no other,
    /// and one that the end of the file cuts off only when no whole one precedes it.
    /// - Throws: `notRecognised` when the text holds no goroutine.
    public static func read(_ bytes: Bytes, name: String) throws -> GoroutineSnapshot {
        let reading = Reading(bytes, name: name)
        guard let chosen = reading.choice else {
            throw InputError(
                .notRecognised,
                "no goroutine was found; expected lines such as “goroutine 1 [running]:” or "
                    + "“goroutine profile: total 12”, or what GODEBUG=gctrace=1 prints", file: name)
        }
        return reading.snapshot(chosen)
    }

    /// All dumps of a text in their order, for comparing them. They share one table of stacks.
    /// - Throws: `notRecognised` when the text holds no goroutine.
    public static func readAll(_ bytes: Bytes, name: String) throws -> [GoroutineSnapshot] {
        let reading = Reading(bytes, name: name)
        guard !reading.sections.isEmpty else { _ = try read(bytes, name: name); return [] }
        return reading.sections.indices.map { reading.snapshot($0) }
    }

    /// True when the first 64 MiB hold the first line of a goroutine, of a counted profile, or of a race report.
    public static func isRecognised(_ bytes: Bytes) -> Bool {
        let part = bytes.slice(0, min(bytes.count, 64 << 20)) ?? bytes
        if part.slice(0, min(part.count, 4096))?.firstIndex(of: 0) != nil { return false }
        var from = 0
        if TextDumpContainerLog.isRecognised(part) {
            return nextAnchor(TextDumpContainerLog.text(part), from: 0) != nil
        }
        for _ in 0..<1000 {
            guard let hit = nextAnchor(part, from: from) else { return false }
            if isHeaderOrTitle(part, at: hit) { return true }
            from = hit + 1
        }
        return false
    }

    private static func isHeaderOrTitle(_ bytes: Bytes, at offset: Int) -> Bool {
        var lines = TextDumpLines(bytes.suffix(from: offset) ?? Bytes(), prefix: nil)
        guard let line = lines.next() else { return false }
        return bytes[offset] != UInt8(ascii: "g") || TextDumpHeader(lines.bytes, line.range) != nil
            || TextDumpGroups.isTitle(lines.bytes, line.range)
    }

    /// Offset of the next text that may begin a dump: `goroutine N `, a profile's title, or a race report.
    static func nextAnchor(_ bytes: Bytes, from start: Int) -> Int? {
        var from = start
        while let hit = nextCandidate(bytes, from: from) {
            if bytes.hasPrefix(race, in: TextRange(start: hit, end: bytes.count)) { return hit }
            let behind = hit + TextDumpHeader.word.count
            let range = TextRange(start: hit, end: bytes.count)
            if TextDumpGroups.isTitle(bytes, range) { return hit }
            if bytes.hasPrefix(TextDumpHeader.word, in: range), behind < bytes.count, isDigit(bytes[behind]) {
                return hit
            }
            from = hit + 1
        }
        return nil
    }

    /// Offset of the next `gorouti` or `WARNING`: eight bytes are compared at once.
    private static func nextCandidate(_ bytes: Bytes, from start: Int) -> Int? {
        var at = max(start, 0)
        while let word = bytes.load(at, as: UInt64.self) {
            if word == goroutineWord || word == raceWord { return at }
            at += 1
        }
        return nil
    }

    private static let race = Array("WARNING: DATA RACE".utf8)
    private static let goroutineWord = word("goroutine")
    private static let raceWord = word("WARNING: ")

    private static func word(_ text: String) -> UInt64 {
        text.utf8.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension TextDump {
    /// A text taken apart into its dumps.
    struct Reading {
        let name: String
        let sections: [TextDumpSection]
        private let stacks: StackTable
        private let labelSets: [[Label]]
        private let otherLines: Int

        init(_ input: Bytes, name: String) {
            self.name = name
            let bytes = TextDumpContainerLog.isRecognised(input) ? TextDumpContainerLog.text(input) : input
            var lines = TextDumpLines(bytes, prefix: TextDumpPrefix.detect(bytes))
            let builder = TextDumpBuilder(bytes)
            if Self.isGrouped(bytes) {
                var groups = TextDumpGroups(builder)
                groups.read(&lines)
                sections = groups.sections
                stacks = groups.builder.stacks
                labelSets = groups.builder.labelSets
                otherLines = 0
            } else {
                var records = TextDumpRecords(builder)
                records.read(&lines)
                sections = records.sections.filter { !$0.isEmpty }
                stacks = records.builder.stacks
                labelSets = records.builder.labelSets
                otherLines = records.otherLines
            }
        }

        /// The first dump of the text is a profile with counts.
        private static func isGrouped(_ bytes: Bytes) -> Bool {
            guard let hit = TextDump.nextAnchor(bytes, from: 0) else { return false }
            return TextDumpGroups.isTitle(bytes, TextRange(start: hit, end: bytes.count))
        }

        /// Position of the dump that `TextDump.read` gives; nil when there is none.
        var choice: Int? {
            let several = sections.indices.filter { sections[$0].kind != .race && sections[$0].goroutines.count > 1 }
            return several.last { !sections[$0].isCut } ?? several.last
                ?? sections.indices.last { sections[$0].kind != .race } ?? sections.indices.last
        }

        func snapshot(_ index: Int) -> GoroutineSnapshot {
            let section = sections[index]
            let kind: SnapshotSource.Kind = section.kind == .groups ? .groupedText : .text
            var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: kind, name: name))
            snapshot.stacks = stacks
            snapshot.labelSets = labelSets
            snapshot.goroutines = section.goroutines.sorted { $0.id < $1.id }
            snapshot.quality = section.quality
            snapshot.quality.count(
                "dump.other-dumps", sections.count - 1, .info,
                "the text holds more dumps; this is number \(index + 1) of \(sections.count)")
            snapshot.quality.count("dump.other-lines", otherLines, .info, "lines of other text around the dumps")
            return snapshot
        }
    }
}

extension TextDumpSection {
    /// What was lost, assumed or seen in this dump.
    var quality: Quality {
        var quality = Quality()
        quality.count(
            "dump.lines-not-understood", linesNotUnderstood, .dataLoss, "lines within goroutines were not understood")
        quality.count(
            "dump.truncated", isCut ? 1 : 0, .dataLoss,
            "the text ends in the middle of the dump (net/http/pprof stops at 64 MiB)")
        quality.count(
            "dump.frames-elided", framesElided, .dataLoss, "frames in the middle of deep stacks were left out")
        quality.count(
            "dump.stacks-unavailable", stacksUnavailable, .dataLoss,
            "goroutines were running on other threads, and their stacks were not printed")
        quality.count("dump.ancestor-stacks", ancestorStacks, .info, "stacks of ancestors were read and not kept")
        quality.count("dump.thread-stacks", threadStacks, .info, "stacks of threads (goroutine 0) were not kept")
        quality.count(
            "dump.goroutines-dropped", goroutinesDropped, .dataLoss,
            "goroutines beyond the limit of \(TextDumpGroups.limit) were left out")
        quality.count(
            "dump.states-inferred", statesInferred, .info,
            "wait reasons were inferred from innermost frames, since the profile has none")
        quality.count("dump.frames-without-name", framesWithoutName, .info, "frames have an address and no name")
        quality.count("dump.ending", message.isEmpty ? 0 : 1, .info, "the dump follows “\(message)”")
        return quality
    }
}
