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
    private var torn = 0
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
        if let (processor, length) = RuntimeLogLine.queueOfProcessor(line) {
            runs.addQueue(length, of: processor)
            return
        }
        if RuntimeLogLine.isKnown(line) { return }
        var isOther = true
        var from = 0
        // Of a look that another thread wrote into, the beginning is of use; what was written into it stands behind.
        while let (start, isLook) = nextMark(line, from: from) {
            switch isLook ? RuntimeLogLine.look(line, at: start) : RuntimeLogLine.collection(line, at: start) {
            case .entry(let entry, let end):
                runs.add(entry)
                isOther = false
                from = end
            case .torn:
                torn += 1
                isOther = false
                from = start + 1
            case .other: from = start + 1
            }
        }
        guard isOther else { return }
        others += 1
        var scanner = RuntimeLogScanner(line)
        if !hasGoroutines, scanner.skip("goroutine "), scanner.number() != nil { hasGoroutines = true }
    }

    private func nextMark(_ line: Bytes, from: Int) -> (start: Int, isLook: Bool)? {
        let collection = line.firstRange(of: RuntimeLogLine.collectionMark, from: from)
        let look = line.firstRange(of: RuntimeLogLine.lookMark, from: from)
        guard let look, look < collection ?? .max else { return collection.map { ($0, false) } }
        return (look, true)
    }

    private func log(name: String) -> RuntimeLog? {
        var log = RuntimeLog(name: name)
        let chosen = runs.chosen
        guard !chosen.entries.isEmpty else { return nil }
        log.entries = chosen.entries
        log.hasGoroutines = hasGoroutines
        log.quality.count(
            "log.torn", torn, .info, "lines of the runtime that others wrote into, so that they cannot be read")
        log.quality.count("log.other-lines", others, .info, "lines of the log that are not the runtime's")
        log.quality.count(
            "log.left-out", chosen.leftOut, .dataLoss, "older lines of the runtime that were not kept")
        log.quality.count(
            "log.other-runs", chosen.others, .dataLoss,
            "lines of the runtime that are of other runs or processes: the one with most lines is looked at")
        return log
    }
}
