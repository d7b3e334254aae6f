import Diagnosis
import Dispatch
import Glibc
import Host
import Synchronization
import WebUI
import Wire

/// Serves the pages until the user interrupts sonde.
enum BrowserRun {
    /// - Parameters:
    ///   - documents: targets of one document each.
    ///   - opensBrowser: whether the machine's browser is told.
    /// - Throws: `inputOutput` when the port is taken; `usage` for what is no target, before any address is printed.
    static func serve(
        _ documents: [[String]], opener: BrowserOpener, port: Int, opensBrowser: Bool
    ) throws {
        for target in documents.joined() { try opener.check(target) }
        let workspace = Workspace(opener: opener)
        for targets in documents { workspace.open(targets) }
        let failure = Mutex<(any Error)?>(nil)
        let ended = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                try await WebServer(workspace, port: port).run { announce($0, opensBrowser: opensBrowser) }
            } catch { failure.withLock { $0 = error } }
            ended.signal()
        }
        ended.wait()
        guard let error = failure.withLock({ $0 }) else { return }
        throw InputError(
            .inputOutput, "port \(port) of 127.0.0.1 cannot be served on (\(error)): choose another one, or none")
    }

    /// The address is what a script reads: it alone goes to standard output.
    private static func announce(_ address: String, opensBrowser: Bool) {
        try? StandardStream.output.write(Array("\(address)\n".utf8))
        if StandardStream.error.isTerminal {
            try? StandardStream.error.write(
                Array("Open this address in a browser on this machine. Ctrl-C ends sonde.\n".utf8))
        }
        if opensBrowser { BrowserLaunch.open(address) }
    }
}
