import Evidence
import Host

/// What /proc says of processes when their recording begins, as pairs for a capture.
enum ProcessNotes {
    /// Empty when the process is gone.
    static func of(_ id: Int32) -> [(String, String)] {
        guard let process = try? LiveProcess(processID: id) else { return [] }
        var notes = [("pid", "\(id)")]
        if let status = process.status { notes.append(("ppid", "\(status.parentID)")) }
        if let path = process.executablePath { notes += [("exe", path), ("entry", "\(process.entryAddress ?? 0)")] }
        if let folder = process.workingDirectory { notes.append(("cwd", folder)) }
        for (index, argument) in process.commandLine.enumerated() { notes.append(("arg.\(index)", argument)) }
        var quality = Quality()
        for descriptor in process.descriptors(quality: &quality) {
            notes.append(("fd.\(descriptor.number)", descriptor.target))
        }
        return notes
    }
}
