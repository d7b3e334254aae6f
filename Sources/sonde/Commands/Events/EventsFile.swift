import Evidence
import SystemActivity
import Wire

/// A file of system activity of any known format.
enum EventsFile {
    /// - Throws: `notRecognised` with a word about what the file is instead.
    static func open(_ path: String) throws -> any ActivitySource {
        let bytes = try MappedFile.openRegular(path)
        do throws(InputError) {
            if bytes.starts(with: CaptureFormat.mark) { return try CaptureReader(bytes) }
            if StraceReader.recognises(bytes) { return try StraceReader(bytes) }
            if PerfScriptReader.recognises(bytes) { return try PerfScriptReader(bytes) }
            throw InputError(
                .notRecognised, "is no system activity: neither a capture of sonde's nor text of strace or perf script")
        } catch {
            throw error.inFile(path)
        }
    }
}
