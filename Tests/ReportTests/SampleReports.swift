import Diagnosis
import Evidence

/// Reports with every part that a report can have.
enum SampleReports {
    static let target = DiagnosedTarget(
        kind: "process", processID: 4711, executable: "/srv/checkout/bin/checkout", goVersion: "go1.27.3",
        module: "example.com/checkout", revision: "0f3c9a1b2d4e5f60718293a4b5c6d7e8f9012345", isModified: true)

    static let collected = CollectedEvidence(
        evidence: "goroutines", source: "process memory", stoppedNanoseconds: 0, durationNanoseconds: 12_345_678,
        quality: [
            QualityCounter(
                name: "goroutines.unstable", value: 3, severity: .info,
                explanation: "goroutines ran while they were read; their stacks are left out"),
            QualityCounter(
                name: "descriptors.unreadable", value: 1, severity: .error,
                explanation: "open files cannot be listed: not the owner of the process"),
        ])

    static let slowPeer = Finding(
        Cause(rawValue: "network.slow-peer"), .warning, confidence: 0.81, impact: Impact(value: 1, unit: "goroutines"),
        summary: "10.0.0.7:5432 has not answered for 41s.",
        subject: Subject(
            kind: "descriptor", title: "fd 11, 10.0.0.2:41822 to 10.0.0.7:5432",
            frames: [
                ResolvedFrame(function: "net.(*conn).Read", file: "/usr/local/go/src/net/net.go", line: 196),
                ResolvedFrame(
                    function: "github.com/jackc/pgx/v5/pgconn.(*PgConn).receiveMessage",
                    file: "/home/ci/go/pkg/mod/github.com/jackc/pgx/v5@v5.7.1/pgconn/pgconn.go", line: 560),
            ]),
        supports: [Fact("the send queue is empty: the request has arrived", evidence: "sockets", reference: "fd 11")],
        explains: [
            Finding(
                Cause(rawValue: "pool.exhausted"), .info, confidence: 0.5, impact: Impact(value: 4, unit: "goroutines"),
                summary: "4 goroutines wait for a connection of the pool.", subject: Subject(kind: "pool", title: "db"))
        ])

    static let lockAcrossIO = Finding(
        Cause(rawValue: "contention.lock-across-io"), .critical, confidence: 0.93,
        impact: Impact(value: 41.2, unit: "goroutine-seconds per second"),
        summary: "412 goroutines wait for the lock of main.cache, which goroutine 17 holds while it waits for the "
            + "database at 10.0.0.7:5432.",
        subject: Subject(
            kind: "lock", title: "sync.Mutex main.cache.mu", address: 0xc000_0123_40,
            frames: [
                ResolvedFrame(
                    function: "example.com/checkout/cache.(*Cache).refill", file: "/src/cache/cache.go", line: 88),
                ResolvedFrame(
                    function: "example.com/checkout/cache.(*Cache).Get", file: "/src/cache/cache.go", line: 41),
                ResolvedFrame(function: "main.handleCheckout", file: "/src/cmd/checkout/handler.go", line: 132),
            ]),
        supports: [
            Fact("412 goroutines wait in sync.Mutex.Lock, the oldest for 41s", reference: "goroutine 18"),
            Fact("goroutine 17 took the lock in (*Cache).Get and has not left it", reference: "goroutine 17"),
            Fact("no processor time was used in 2s", evidence: "process", reference: ""),
        ],
        refutes: [Fact("the holder is inferred: the runtime does not record owners (confidence 90 %)")],
        missing: [
            MissingEvidence(
                evidence: "a mutex profile, for how long the lock is held on average",
                command: "sonde profile top 'http://127.0.0.1:6060/debug/pprof/mutex?seconds=30'")
        ],
        explains: [slowPeer],
        remedy: "Fetch before taking the lock, or give the query a context with a deadline.",
        verify: "`sonde why 4711` no longer lists the lock, and the median wait in sync.Mutex.Lock falls below 1ms.")

    static let debugFlags = Finding(
        Cause(rawValue: "build.debug-flags"), .info, confidence: 1, impact: Impact(value: 0, unit: ""),
        summary: "The program was built with -race.",
        subject: Subject(kind: "binary", title: "/srv/checkout/bin/checkout"),
        supports: [Fact("-race=true", evidence: "build information")], remedy: "Build without -race.")

    static let contention = DiagnosisReport(
        target: target, collected: [collected], findings: [lockAcrossIO, debugFlags])

    static let healthy = DiagnosisReport(
        target: DiagnosedTarget(kind: "goroutine dump", executable: "dump.txt"),
        collected: [
            CollectedEvidence(
                evidence: "goroutines", source: "dump.txt", stoppedNanoseconds: 0, durationNanoseconds: 0, quality: [])
        ],
        findings: [
            Finding(
                Cause(rawValue: "healthy"), .ok, confidence: 0.7, impact: Impact(value: 0, unit: ""),
                summary: "Nothing holds the program up: 42 goroutines, all idle or running.",
                subject: Subject(kind: "process", title: ""))
        ])

    /// Texts of a target that could harm a terminal or a JSON reader.
    static let hostile = DiagnosisReport(
        target: DiagnosedTarget(kind: "process", processID: 1, executable: "/tmp/\u{1b}]0;owned\u{7}\n\"x\""),
        collected: [],
        findings: [
            Finding(
                Cause(rawValue: "stuck.cond"), .warning, confidence: .nan, impact: Impact(value: .infinity, unit: "s"),
                summary: String(repeating: "averyveryverylongword", count: 12) + " \u{202e}txt.exe 日本語の説明文です 🐹",
                subject: Subject(
                    kind: "goroutine", title: "g\t\u{0}",
                    frames: (1...40).map { ResolvedFrame(function: "main.f\($0)", file: "", line: 0) }))
        ])

    /// Findings nested deeper than anyone reads.
    static let deep: DiagnosisReport = {
        var finding = debugFlags
        for level in 0..<40 {
            var outer = debugFlags
            outer.summary = "Level \(level)."
            outer.explains = [finding]
            finding = outer
        }
        return DiagnosisReport(target: target, collected: [], findings: [finding])
    }()
}
