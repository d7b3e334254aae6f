import GoBinary
import GoProcess
import Host
import Wire

/// A running Go program that the user named.
enum ProcessTarget {
    /// Opens a process for looking at it.
    /// - Throws: `notRecognised` with the process's name when it is no Go program; what `LiveCollection` throws.
    static func open(_ id: Int32) throws -> LiveCollection {
        do {
            return try LiveCollection(processID: id)
        } catch let error as InputError {
            guard error.code != .gone, error.code != .notPermitted else { throw error }
            throw explained(error, id)
        }
    }

    /// One look; a process that ended meanwhile is `gone`, whatever could not be read of it.
    static func look(_ live: LiveCollection, stops: Bool, depth: SnapshotDepth) throws -> GoroutineSnapshot {
        do { return try live.snapshot(stops: stops, depth: depth) } catch let error as InputError {
            throw hasEnded(live.process) ? gone(live.process, error) : error
        }
    }

    static func gone(_ process: LiveProcess, _ cause: InputError) -> InputError {
        cause.code == .gone ? cause : InputError(.gone, "has ended", file: "process \(process.id)")
    }

    /// True for a process that is gone, or only waits for its parent to notice.
    static func hasEnded(_ process: LiveProcess) -> Bool {
        guard !process.isGone, let statistics = process.statistics else { return true }
        return statistics.state == "Z" || statistics.state == "X"
    }

    /// The more telling error when a process turns out to be no Go program.
    private static func explained(_ error: InputError, _ id: Int32) -> InputError {
        guard let process = try? LiveProcess(processID: id) else { return error }
        let name = process.shortName
        let title = "process \(id)" + (name.isEmpty ? "" : " (\(name))")
        if process.statistics?.isKernelThread == true {
            return InputError(.notRecognised, "\(title) is a thread of the kernel, not a Go program")
        }
        guard let bytes = try? process.executable() else { return error }
        guard let executable = try? Executable(contents: bytes, path: process.executablePath ?? "") else {
            return error
        }
        let build = (try? executable.buildInformation()).flatMap(\.self)
        guard build == nil, error.code != .inputOutput else { return error }
        return InputError(.notRecognised, "\(title) is not a Go program")
    }
}
