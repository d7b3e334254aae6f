import TestSupport
import Testing

/// What `sonde why` and `sonde trace summary` say first about traces of programs with one fault, against
/// `Zoo/traces/causes/expected.tsv`.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct TraceCausesTests {
    /// What a report says, in as much as the expectations look at it.
    private struct Report {
        var causes: [String]
        var severities: [String]
        /// All that the first finding says.
        var first: String

        init(json: String) throws {
            let parts = try Python.evaluate(
                "'\\n'.join([' '.join(f['cause'] for f in d['findings']), "
                    + "' '.join(f['severity'] for f in d['findings']), "
                    + "json.dumps(d['findings'][0], ensure_ascii=False).replace('\\n', ' ')])", on: json
            ).split(separator: "\n", maxSplits: 2).map(String.init)
            try #require(parts.count == 3)
            causes = parts[0].split(separator: " ").map(String.init)
            severities = parts[1].split(separator: " ").map(String.init)
            first = parts[2]
        }

        func isAsExpected(_ expectation: TracedCause) -> Bool {
            let order = ["ok", "info", "warning", "critical"]
            guard causes.first == expectation.cause, let found = order.firstIndex(of: severities[0]),
                let least = order.firstIndex(of: expectation.severity), found >= least
            else { return false }
            // Nothing stands beside the claim that all is well, and that claim beside nothing.
            guard causes.contains("healthy") == (expectation.cause == "healthy") else { return false }
            if expectation.cause == "healthy", causes.count > 1 { return false }
            return expectation.phrases.allSatisfy(first.contains)
                && expectation.explained.allSatisfy { !causes.contains($0) }
        }
    }

    private static let oldest = GoToolchain.versions.first { !$0.hasPrefix("1.21.") } ?? GoToolchain.newestVersion
    /// These write megabytes a second.
    private static let eventful: Set<String> = ["gc.allocation-rate", "gc.forced"]

    @Test(arguments: try TracedCause.all(), [oldest, GoToolchain.newestVersion])
    func theFirstCauseIsTheRightOne(_ expectation: TracedCause, version: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("\(expectation.name).trace")
        let length = Self.eventful.contains(expectation.name) ? "300ms" : "1s"
        // A busy machine takes processors away, which then is what the trace shows: again when it was busy, as the
        // kernel counts. Built before that is looked at.
        _ = try GoProgram.zoo("traces/causes", toolchain: GoToolchain(version: version), flags: ["-trimpath"])
        var said = ""
        for _ in 0..<3 {
            let (trace, load) = try MachineLoad.during {
                try expectation.run(with: GoToolchain(version: version), for: length, wrapper: MachineLoad.weighing)
            }
            try Files.write(trace.outputBytes, to: path)
            let result = try CommandLine.run("why", path, "--format", "json")
            try #require(result.status.code == 0, "\(result.error)")
            let report = try Report(json: result.output)
            if report.isAsExpected(expectation) { return }
            said += "\n\(report.causes), while others had \(load.foreign) of the processors: \(report.first)"
            if load.isQuiet { break }
        }
        Issue.record("expected \(expectation.cause), \(expectation.severity), \(expectation.phrases); it said:\(said)")
    }

    /// The summary says the same, in lines that fit.
    @Test(arguments: ["network.slow-peer.mostly-direct", "pool.exhausted", "healthy.http-service"])
    func theSummaryBeginsWithTheCause(name: String) throws {
        let expectation = try #require(try TracedCause.all().first { $0.name == name })
        let folder = try TemporaryFolder()
        let path = folder.file("a.trace")
        try Files.write(try expectation.trace(with: GoToolchain.newest(), for: "1s"), to: path)
        let why = try Report(json: try CommandLine.run("why", path, "--format", "json").output)
        let summary = try Report(json: try CommandLine.run("trace", "summary", path, "--format", "json").output)
        #expect(summary.causes == why.causes)
        for width in [80, 120] {
            let text = try CommandLine.run("trace", "summary", path, width: width).output
            #expect(text.contains("1  \(why.severities[0]) \(why.causes[0])"), "\(text)")
            // A command to be copied stays whole.
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width || $0.contains(path) }, "\(text)")
            #expect(!text.contains(" 0 µs") && !text.contains(" 0µs"), "\(text)")
        }
    }

    /// Go's own blocking profile of this trace does not know the three goroutines; the first finding names them.
    @Test func stuckGoroutinesAreNamed() throws {
        let trace = try TracedProgram(
            .zoo, "stuck", version: GoToolchain.newestVersion, arguments: ["-for", "1s"]
        ).trace()
        for command in [["why"], ["trace", "summary"]] {
            let result = try SondeProgram.run(command + [trace, "--format", "json"])
            let report = try Report(json: result.output)
            #expect(report.causes.first == "evidence.insufficient")
            for function in ["main.waitForChannel", "main.waitForMutex", "main.waitForSelect"] {
                #expect(report.first.contains(function), "\(command) \(report.first)")
            }
        }
    }

    /// A server of net/http/pprof gives its goroutines and a trace; one that refuses traces gives its goroutines.
    @Test(arguments: [true, false])
    func aServerIsAskedForATraceAsWell(tracesItself: Bool) throws {
        let program = try GoProgram.build(source: Self.server, toolchain: GoToolchain.newest())
        let (running, ready) = try program.startAndWait(tracesItself ? [] : ["refuse"])
        defer { running.close() }
        let address = String(ready.split(separator: " ").last ?? "")
        // On a busy machine all looks of a second may fall into moments at which nobody has the lock.
        var (report, load) = try whyServer(address, tracesItself)
        for _ in 0..<2 where report.causes.first != "contention.lock-across-io" && !load.isQuiet {
            (report, load) = try whyServer(address, tracesItself)
        }
        #expect(report.causes.contains("contention.lock-across-io"), "\(report.causes), \(load.foreign)")
        #expect(report.causes.first == "contention.lock-across-io" && report.first.contains("main.refresh"))
        if tracesItself { #expect(report.first.contains("\"evidence\": \"goroutines\""), "\(report.first)") }
    }

    private func whyServer(_ address: String, _ tracesItself: Bool) throws -> (Report, MachineLoad) {
        let (result, load) = try MachineLoad.during {
            try CommandLine.run("why", "http://\(address)", "--duration", "1s", "--format", "json")
        }
        try #require(result.status.code == 0, "\(result.error)")
        #expect(result.error.contains("no trace") != tracesItself, "\(result.error)")
        #expect(
            try Python.evaluate("'execution trace' in [c['evidence'] for c in d['collected']]", on: result.output)
                == (tracesItself ? "True" : "False"))
        let report = try Report(json: result.output)
        // One fault is one finding, with the facts of both.
        #expect(Set(report.causes).count == report.causes.count, "\(report.causes)")
        return (report, load)
    }

    /// Every verb of `sonde trace` takes a server for a trace.
    @Test func aServerIsATrace() throws {
        let program = try GoProgram.build(source: Self.server, toolchain: GoToolchain.newest())
        let (running, ready) = try program.startAndWait([])
        defer { running.close() }
        let address = String(ready.split(separator: " ").last ?? "")
        let result = try CommandLine.run("trace", "blocked", "http://\(address)")
        #expect(result.succeeded && result.output.contains("main.refresh"), "\(result.error)")
        let path = try CommandLine.run("trace", "path", "http://\(address)")
        #expect(path.status.code == 2 && path.error.contains("save it first"), "\(path.error)")
    }

    private static let server = """
        package main

        import (
        	"fmt"
        	"net"
        	"net/http"
        	"net/http/pprof"
        	"os"
        	"sync"
        	"time"
        )

        var mu sync.Mutex

        func refresh() {
        	mu.Lock()
        	defer mu.Unlock()
        	time.Sleep(20 * time.Millisecond)
        }

        func main() {
        	for i := 0; i < 12; i++ {
        		go func() {
        			for {
        				refresh()
        			}
        		}()
        	}
        	mux := http.NewServeMux()
        	mux.HandleFunc("/debug/pprof/", pprof.Index)
        	if len(os.Args) == 1 {
        		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
        	}
        	listener, err := net.Listen("tcp", "127.0.0.1:0")
        	if err != nil {
        		panic(err)
        	}
        	fmt.Println("ready", listener.Addr())
        	panic(http.Serve(listener, mux))
        }
        """
}
