import Evidence
import Wire

/// A log that strace printed, with any of -f, -t, -tt, -ttt, -r, -T, -y, -yy, -k, -x, -xx and -v, into a file or to the
/// terminal, as a source of events.
///
/// Reads the text once, in order. Events wait until the oldest call that is still open has ended, so that memory is in
/// proportion to what happens during the longest call.
public struct StraceReader: ActivitySource {
    private var loader: StraceLoader
    private var isFinished = false

    /// - Throws: `notRecognised` when none of the first lines is one of strace's.
    public init(_ bytes: Bytes) throws(InputError) {
        guard Self.recognises(bytes) else {
            throw InputError(.notRecognised, "is no text of strace: none of its first lines is a call", offset: 0)
        }
        loader = StraceLoader(bytes)
        loader.findClock()
    }

    public var tables: ActivityTables {
        get { loader.tables }
        _modify { yield &loader.tables }
    }

    public var clock: ActivityClock {
        ActivityClock(
            wallOffset: loader.times.clock == .wall ? 0 : nil, isMonotonic: false, step: loader.times.step)
    }

    public var quality: Quality { loader.quality }

    public mutating func read(into events: inout [ActivityEvent], limit: Int) throws(InputError) {
        events.removeAll(keepingCapacity: true)
        let limit = max(limit, 1)
        while true {
            loader.handOut(&events, limit: limit - events.count)
            if events.count >= limit || loader.isAtEnd { break }
            for _ in 0..<limit where !loader.isAtEnd { loader.readLine() }
        }
        if events.isEmpty, !isFinished {
            isFinished = true
            loader.finish()
        }
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        loader.appendDetail(event, to: &text)
    }

    /// Whether text begins as strace's does: one of the first lines is a call with a result, or one that goes on later.
    public static func recognises(_ bytes: Bytes) -> Bool {
        var offset = 0
        var line: [UInt8] = []
        var call = StraceCallText()
        for _ in 0..<40 where offset < min(bytes.count, 1 << 20) {
            let end = bytes.lineEnd(from: offset)
            line.removeAll(keepingCapacity: true)
            bytes.append(offset..<min(end, offset + 4096), to: &line)
            offset = end + 1
            if line.contains(0) { return false }
            let head = StraceLineHead(line, from: 0)
            if StraceText.starts(line, head.body, "+++ exited with ") || StraceText.starts(line, head.body, "--- SIG")
                || StraceText.starts(line, head.body, "--- stopped by SIG")
            {
                return true
            }
            if StraceText.find(" resumed>", line, head.body..<line.count) != nil { return true }
            var open = head.body
            while open < line.count,
                line[open] == UInt8(ascii: "_") || StraceNumber.isDigit(line[open])
                    || line[open] &- 97 < 26
            { open += 1 }
            guard open > head.body, open < line.count, line[open] == UInt8(ascii: "(") else { continue }
            if StraceText.find("<unfinished ...>", line, open..<line.count) != nil { return true }
            if call.parse(line, from: open + 1, to: line.count) { return true }
        }
        return false
    }
}
