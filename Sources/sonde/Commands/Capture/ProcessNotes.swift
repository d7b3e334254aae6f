import Evidence
import Host

/// What /proc says of processes when their recording begins, as pairs for a capture.
enum ProcessNotes {
    /// Empty when the process is gone.
    static func of(_ id: Int32) -> [(String, String)] {
        guard let process = try? LiveProcess(processID: id) else { return [] }
        var notes = [("pid", "\(id)")]
        if let status = process.status { notes.append(("ppid", "\(status.parentID)")) }
        if let path = process.executablePath { notes.append(("exe", path)) }
        if let folder = process.workingDirectory { notes.append(("cwd", folder)) }
        for (index, argument) in process.commandLine.enumerated() { notes.append(("arg.\(index)", argument)) }
        var quality = Quality()
        for descriptor in process.descriptors(quality: &quality) {
            notes.append(("fd.\(descriptor.number)", descriptor.target))
        }
        return notes
    }

    /// A process and all that it started and that live, parents first.
    static func tree(_ root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for id in ProcessList.identifiers() {
            guard let status = (try? LiveProcess(processID: id))?.status else { continue }
            children[status.parentID, default: []].append(id)
        }
        var result = [root]
        var position = 0
        while position < result.count {
            result += children[result[position]] ?? []
            position += 1
        }
        return result
    }
}
