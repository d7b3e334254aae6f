import Glibc
import GoBinary
import Host
import Wire

/// The Go programs that run on this machine.
enum ProcessSearch {
    /// The one Go process whose name, executable or command line contains a text.
    /// - Throws: `notFound` when there is none, `usage` when there are several.
    static func find(_ pattern: String) throws -> Int32 {
        var unreadable = 0
        let found = goProcesses(unreadable: &unreadable).filter {
            $0.process.id != getpid() && matches($0.process, pattern)
        }
        if found.count == 1 { return found[0].process.id }
        guard !found.isEmpty else {
            let others = unreadable == 1 ? "process of another user" : "processes of other users"
            let hidden = unreadable == 0 ? "" : "; \(unreadable) \(others) cannot be examined without more rights"
            throw InputError(.notFound, "no Go process matches `\(pattern)`: `sonde ps` lists them\(hidden)")
        }
        let list = found.prefix(8).map { "\($0.process.id) (\($0.process.name))" }.joined(separator: ", ")
        let more = found.count > 8 ? " and \(found.count - 8) more" : ""
        throw InputError(
            .usage, "\(found.count) Go processes match `\(pattern)`: \(list)\(more); give the id of one")
    }

    /// True when a process's name, executable or command line contains a text.
    static func matches(_ process: ListedProcess, _ pattern: String) -> Bool {
        ([process.name, process.executable] + process.commandLine).contains { $0.contains(pattern) }
    }

    /// All Go processes, ascending by id.
    static func goProcesses(unreadable: inout Int) -> [(process: ListedProcess, kind: BuildInformation)] {
        ProcessList.running(unreadable: &unreadable) { bytes, path in
            (try? Executable(contents: bytes, path: path).buildInformation()).flatMap(\.self)
        }
    }
}
