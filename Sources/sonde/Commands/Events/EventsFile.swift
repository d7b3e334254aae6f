import Evidence
import SystemActivity
import Wire

/// A file of system activity of any known format.
enum EventsFile {
    /// - Throws: `notRecognised` with a word about what the file is instead.
    static func open(_ path: String) throws -> any ActivitySource {
        let bytes = try MappedFile.openRegular(path)
        do throws(InputError) {
            return try CaptureReader(bytes)
        } catch {
            throw error.inFile(path)
        }
    }
}
