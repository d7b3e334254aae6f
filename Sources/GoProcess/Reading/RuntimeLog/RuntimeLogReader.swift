import Evidence
import Wire

/// Reads what the runtime wrote out of a log that the program wrote to as well, once from front to back, in bounded
/// memory.
public struct RuntimeLogReader {
    /// Entries that are kept; of longer logs the newest, at least half as many.
    static let entryLimit = 20_000
    /// Longer lines are read in pieces. One look at a thousand processors has about ten thousand bytes.
    static let lineLimit = 1 << 16

    private var runs = RuntimeLogRuns(limit: entryLimit)
    private var tears = RuntimeLogTears()
    private var others = 0
    private var hasGoroutines = false

    private init() {}

    /// - Returns: nil when nothing in it is the runtime's.
    /// - Throws: `inputOutput`.
    public static func read(_ input: SequentialInput) throws(InputError) -> RuntimeLog? {
        var reader = RuntimeLogReader()
        var buffer: [UInt8] = []
        while true {
            let got = try input.read(1 << 18, into: &buffer)
            reader.take(&buffer, isLast: got == 0)
            if got == 0 { break }
        }
        return reader.log(name: input.name)
    }

    /// Reads the whole lines of the buffer, and leaves what has no end yet.
    private mutating func take(_ buffer: inout [UInt8], isLast: Bool) {
        let bytes = Bytes(buffer)
        var start = 0
        while start < bytes.count {
            let end = bytes.lineEnd(from: start)
            guard end < bytes.count || isLast || end - start > Self.lineLimit else { break }
            if let line = bytes.slice(start, end - start) { read(line) }
            start = end + 1
        }
        buffer.removeFirst(min(start, buffer.count))
    }

    private mutating func read(_ line: Bytes) {
        var isOther = true
        var broken: RuntimeLogTears.Tear?
        var from = 0
        // Of a look that another thread wrote into, the beginning is of use; what was written into it stands behind.
        var marks = RuntimeLogMarks(line)
        while let (start, isLook) = marks.next(from: from) {
            switch isLook ? RuntimeLogLine.look(line, at: start) : RuntimeLogLine.collection(line, at: start) {
            case .entry(let entry, let end):
                runs.add(entry)
                isOther = false
                from = end
            case .broken(let end, let isSure):
                if isSure || broken?.isSure != true {
                    broken = line.slice(start, end - start).map {
                        .init(text: $0.array, isLook: isLook, isSure: isSure)
                    }
                }
                from = start + 1
            }
        }
        if isOther {
            let (entry, isPart) = tears.join(line)
            if let entry { runs.add(entry) }
            if isPart { isOther = false }
        }
        if let broken {
            tears.begin(broken)
            if broken.isSure { isOther = false }
        }
        guard isOther else { return }
        if let (processor, length) = RuntimeLogLine.queueOfProcessor(line) {
            runs.addQueue(length, of: processor)
            return
        }
        if RuntimeLogLine.isKnown(line) { return }
        others += 1
        var scanner = RuntimeLogScanner(line)
        if !hasGoroutines, scanner.skip("goroutine "), scanner.number() != nil { hasGoroutines = true }
    }

    private func log(name: String) -> RuntimeLog? {
        var log = RuntimeLog(name: name)
        let chosen = runs.chosen
        guard !chosen.entries.isEmpty else { return nil }
        log.entries = chosen.entries
        log.others = chosen.others
        log.hasGoroutines = hasGoroutines
        log.quality.count(
            "log.torn", tears.lost, .info,
            "lines of the runtime that the program wrote into, so that they cannot be read")
        log.quality.count("log.other-lines", others, .info, "lines of the log that are not the runtime's")
        log.quality.count(
            "log.left-out", chosen.leftOut, .dataLoss, "older lines of the runtime that were not kept")
        log.quality.count(
            "log.other-runs", chosen.ofOthers, .dataLoss,
            "lines of the runtime that are of short runs or other processes, which are not looked at")
        return log
    }
}

/// The places of a line where something of the runtime may begin, found with one pass however many there are.
private struct RuntimeLogMarks {
    private let line: Bytes
    /// The next ones; beyond the line when there are none any more.
    private var collection = -1
    private var look = -1

    init(_ line: Bytes) { self.line = line }

    mutating func next(from: Int) -> (start: Int, isLook: Bool)? {
        if collection < from { collection = line.firstRange(of: RuntimeLogLine.collectionMark, from: from) ?? .max }
        if look < from { look = line.firstRange(of: RuntimeLogLine.lookMark, from: from) ?? .max }
        let first = min(collection, look)
        return first == .max ? nil : (first, look < collection)
    }
}
