import Evidence
import GoBinary
import GoProcess
import Host
import TestSupport
import Wire

/// A running program under test, opened as `sonde goroutines PID` opens it.
struct LiveTarget {
    let program: RunningProgram
    let reader: LiveSnapshotReader

    init(_ program: RunningProgram, cache: (any CacheStore)? = nil) throws {
        self.program = program
        let facts = try LiveProcess(processID: program.processID)
        let path = "/proc/\(program.processID)/exe"
        reader = try LiveSnapshotReader(
            executable: try Executable(contents: try MappedFile.open(path), path: path),
            memory: try LiveMemory(processID: program.processID), facts: facts,
            executablePath: facts.executablePath ?? path, cache: cache)
    }
}
