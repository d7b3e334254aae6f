import Evidence
import Wire

/// Text of `perf script` with samples of raw_syscalls, syscalls and sched, with or without stacks, as a source of events.
///
/// Begin and end of each call are paired by thread. Paths are not known, as perf prints their addresses only.
public struct PerfScriptReader: ActivitySource {
    private var loader: PerfScriptLoader
    private var isFinished = false

    /// - Throws: `notRecognised` when none of the first lines is one of perf's.
    public init(_ bytes: Bytes) throws(InputError) {
        guard Self.recognises(bytes) else {
            throw InputError(
                .notRecognised, "is no text of perf script: none of its first lines is a sample", offset: 0)
        }
        loader = PerfScriptLoader(bytes)
    }

    public var tables: ActivityTables {
        get { loader.tables }
        _modify { yield &loader.tables }
    }

    /// perf's default clock is that of the scheduler, which runs beside CLOCK_MONOTONIC and is not the same.
    public var clock: ActivityClock { ActivityClock(wallOffset: nil, isMonotonic: false, step: 1000) }

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

    /// Arguments of calls by name and meaning where perf printed their numbers; otherwise what perf printed.
    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        guard event.origin >= 0 else { return }
        var line: [UInt8] = []
        loader.bytes.append(event.origin..<loader.bytes.lineEnd(from: event.origin), to: &line)
        guard StraceText.starts(line, 0, "NR ") else {
            text += line
            return
        }
        let words = String(decoding: line, as: UTF8.self).split { " (),".contains($0) }
        guard words.count > 1, let number = Int32(words[1]) else { return }
        let count = SystemCallTable.entries(isARM64: loader.isARM64)[number]?.arguments.count ?? 6
        let arguments = words.dropFirst(2).prefix(count).map { UInt64($0, radix: 16) ?? 0 }
        loader.detail.append(number, Array(arguments), [], to: &text)
    }

    /// Whether text begins as that of perf script does.
    public static func recognises(_ bytes: Bytes) -> Bool {
        var offset = 0
        var line: [UInt8] = []
        for _ in 0..<200 where offset < min(bytes.count, 1 << 20) {
            let end = bytes.lineEnd(from: offset)
            line.removeAll(keepingCapacity: true)
            bytes.append(offset..<min(end, offset + 4096), to: &line)
            offset = end + 1
            if line.contains(0) { return false }
            if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
            guard let head = PerfScriptLine(line) else { return false }
            let event = line[head.event]
            return event.contains(UInt8(ascii: ":")) || event.starts(with: Array("PERF_RECORD_".utf8))
                || event.starts(with: Array("cycles".utf8)) || event.starts(with: Array("cpu-clock".utf8))
        }
        return false
    }
}
