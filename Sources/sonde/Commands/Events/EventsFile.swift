import Evidence
import SystemActivity
import Wire

/// A file of system activity of any known format.
enum EventsFile {
    /// - Parameters:
    ///   - zone: in which moments are printed in texts.
    ///   - stacks: whether stacks are wanted, where they cost extra.
    /// - Throws: `notRecognised` with a word about what the file is instead.
    static func open(_ path: String, zone: WallZone = .universal, stacks: Bool = false) throws -> any ActivitySource {
        let bytes = try MappedFile.openRegular(path)
        do throws(InputError) {
            if let source = try recognise(bytes, zone: zone, stacks: stacks) { return source }
            throw InputError(
                .notRecognised,
                "is no system activity: neither a capture of sonde's, nor a log of Process Monitor or one of its exports, "
                    + "nor text of strace or perf script, nor what go build writes with -debug-actiongraph, -debug-trace or -x"
            )
        } catch {
            throw error.inFile(path)
        }
    }

    /// - Returns: nil when the bytes are no system activity.
    /// - Throws: what is wrong with them when they are.
    static func recognise(
        _ bytes: Bytes, zone: WallZone = .universal, stacks: Bool = false
    ) throws(InputError) -> (any ActivitySource)? {
        if bytes.starts(with: CaptureFormat.mark) { return try CaptureReader(bytes) }
        if bytes.starts(with: Array("PML_".utf8)) { return try ProcmonReader(bytes, stacks: stacks, zone: zone) }
        if isProcmonExport(bytes) { return try ProcmonExportReader(bytes, zone: zone) }
        if StraceReader.recognises(bytes) { return try StraceReader(bytes) }
        if PerfScriptReader.recognises(bytes) { return try PerfScriptReader(bytes) }
        return try GoBuildLogReader.open(bytes)
    }

    /// What is missing in the source, on standard error: what is written on standard output is read by other programs.
    static func warnOfLosses(_ source: some ActivitySource) {
        for counter in source.quality.counters where counter.severity != .info {
            TraceRun.warn("\(counter.value) \(counter.explanation) (\(counter.name))")
        }
    }

    /// Whether the bytes begin as XML does, or as a table with quotes around its titles.
    private static func isProcmonExport(_ bytes: Bytes) -> Bool {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let first: UInt8? = bytes.load(bytes.starts(with: mark) ? mark.count : 0)
        return first == UInt8(ascii: "<") || first == UInt8(ascii: "\"")
    }
}
