import Diagnosis
import Evidence
import Glibc
import GoBinary
import GoProcess
import Host
import Wire

/// Profiles and a trace of net/http/pprof, where the process serves it on an address of this machine.
struct ServerCollector: CaseCollector {
    let evidence = "net/http/pprof"
    let listeners: [String]
    /// Whether the program has the handlers at all: nobody else's server is sent a request that it does not expect.
    let hasHandlers: Bool
    /// Whether the runtime counts who lets others wait for locks (runtime.SetMutexProfileFraction).
    let countsLockWaits: Bool

    init(_ live: LiveCollection) {
        hasHandlers = (try? live.executable.functionTable())?.function(named: "net/http/pprof.Index") != nil
        let rate = hasHandlers ? try? live.reader.runtimeState(timerSample: 0).settings.mutexProfileRate : nil
        countsLockWaits = rate ?? 0 > 0
        listeners = hasHandlers ? Self.listeners(of: live.process) : []
    }

    /// Nanoseconds of a trace: two generations and a bit, at a few per cent of the program's time.
    private static let traceDuration: Int64 = 3_000_000_000

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        guard hasHandlers else {
            run.lacks(
                evidence,
                "the program does not contain net/http/pprof; it would have to import it, and serve it on 127.0.0.1")
            return []
        }
        let servers = listeners.filter { answers($0, run) }
        guard let server = servers.first else {
            run.lacks(
                evidence,
                listeners.isEmpty
                    ? "the program contains net/http/pprof, and listens on no address that can be seen"
                    : "none of its addresses (\(listeners.joined(separator: ", "))) answers to /debug/pprof/",
                command: "sonde why http://HOST:PORT")
            return []
        }
        var files: [CaseManifest.File] = []
        try run.files.write(Array(servers.joined(separator: "\n").utf8), "servers.txt")
        files.append(CaseManifest.File("servers.txt", .servers, source: "listening sockets"))
        let fetch = Fetch(server: server, run: run)
        files += fetch.profile("heap", .heap, number: 1)
        if countsLockWaits { files += fetch.profile("mutex", .mutex, number: 1) }
        // No rule reads these: the program is spared the work where nobody else will.
        if run.files.isKept { files += fetch.profile("allocs", .allocs, number: 1) }
        let seconds = min(Self.traceDuration, (run.end - Clock.now(CLOCK_MONOTONIC)) * 2 / 3) / 1_000_000_000
        if seconds >= 1 { files += fetch.trace(seconds: seconds) }
        run.sleep(until: run.begin + run.duration / 2)
        files += fetch.profile("heap", .heap, number: 2)
        run.sleep(until: run.end - 300_000_000)
        files += fetch.profile("heap", .heap, number: 3)
        if countsLockWaits { files += fetch.profile("mutex", .mutex, number: 2) }
        if run.files.isKept {
            files += fetch.profile("allocs", .allocs, number: 2)
            files += fetch.profile("block", .block, number: 1)
        }
        return files
    }

    /// Whether an address has the index of the handlers.
    private func answers(_ address: String, _ run: CaseRun) -> Bool {
        var options = HTTPFetch.Options()
        options.timeoutMilliseconds = 2_000
        options.connectMilliseconds = 500
        options.limit = 1 << 20
        options.redirectionLimit = 0
        guard
            let response = try? HTTPFetch.response(
                of: "http://\(Self.reachable(address))/debug/pprof/", options: options)
        else { return false }
        return response.status == 200 && response.body.string.contains("goroutine")
    }

    /// Addresses that the process listens on, in its own words: `[::]:6060`.
    private static func listeners(of process: LiveProcess) -> [String] {
        guard process.sharesNamespace("net") != false else { return [] }
        var quality = Quality()
        let inodes = Set(process.descriptors(quality: &quality).filter(\.isSocket).map(\.inode))
        let sockets = process.sockets(inodes: inodes, quality: &quality)
        let own = sockets.filter { $0.state == "LISTEN" && $0.network.hasPrefix("tcp") }.map(\.local)
        return Set(own).sorted()
    }

    /// Where this machine reaches an address that stands for all of its own.
    static func reachable(_ address: String) -> String {
        let port = address.split(separator: ":").last.map(String.init) ?? ""
        if address.hasPrefix("0.0.0.0:") { return "127.0.0.1:\(port)" }
        if address.hasPrefix("[::]:") { return "localhost:\(port)" }
        return address
    }
}

/// Requests to one server.
private struct Fetch {
    let server: String
    let run: CaseRun

    /// One profile; what cannot be had is noted.
    func profile(_ name: String, _ kind: CaseManifest.Kind, number: Int) -> [CaseManifest.File] {
        write(path: name, file: "\(name)-\(number).pb.gz", kind, patience: 5)
    }

    func trace(seconds: Int64) -> [CaseManifest.File] {
        write(path: "trace?seconds=\(seconds)", file: "trace.out", .trace, patience: seconds + 10)
    }

    private func write(
        path: String, file: String, _ kind: CaseManifest.Kind, patience: Int64
    ) -> [CaseManifest.File] {
        let url = "http://\(ServerCollector.reachable(server))/debug/pprof/\(path)"
        var options = HTTPFetch.Options()
        options.timeoutMilliseconds = patience * 1000
        options.connectMilliseconds = 1_000
        options.limit = 256 << 20
        options.redirectionLimit = 0
        do {
            let response = try HTTPFetch.response(of: url, options: options)
            guard response.status == 200 else { throw InputError(.notFound, "status \(response.status)") }
            try run.files.write(response.body.array, file)
            return [CaseManifest.File(file, kind, source: url)]
        } catch {
            run.lacks("\(kind.rawValue) of \(url)", (error as? InputError)?.message ?? "\(error)")
            return []
        }
    }
}
