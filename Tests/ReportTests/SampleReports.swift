import Evidence

@testable import Diagnosis

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
            Fact("the longest wait is at least 41s"),
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
        target: target, collected: [collected], findings: [lockAcrossIO, debugFlags],
        missing: [
            CaseManifest.Missing(
                "processor samples", reason: "the kernel permits no perf events (perf_event_paranoid is 4)",
                command: "sudo sysctl kernel.perf_event_paranoid=2"),
            CaseManifest.Missing("trace", reason: "the program serves no net/http/pprof"),
        ])

    /// A report with every member that a report can have, and what it is compared with.
    static let full: (report: DiagnosisReport, comparison: ReportComparison) = {
        var report = contention
        report.findings[0].subject.frames[0].isInlined = true
        report.times = [
            TimeShare(name: "compile", nanoseconds: 18_000_000_000, count: 71),
            TimeShare(name: "link", nanoseconds: 187_000_000, count: 1),
        ]
        let rules = RuleList.all.filter { !$0.requires.isEmpty }
        report.walk = [
            RuleTrial(rule: rules[0], outcome: .lacking(rules[0].requires)),
            RuleTrial(rule: rules[1], outcome: .refuted("nothing waits")),
            RuleTrial(rule: rules[2], outcome: .found([.contentionLockAcrossIo, .contentionLockAcrossIo])),
        ]
        report.figures = [CaseFigure(name: "threads", value: 412, unit: "")]
        var before = contention
        before.findings = [debugFlags, slowPeer]
        before.findings[1].subject.title = "another"
        before.findings[1].cause = .networkDns
        before.figures = [CaseFigure(name: "threads", value: 12, unit: "")]
        return (report, ReportComparison(before: before, after: report, name: "before.case"))
    }()

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
                summary: Phrase(
                    String(repeating: "averyveryverylongword", count: 12) + " \u{202e}txt.exe 日本語の説明文です 🐹"),
                subject: Subject(
                    kind: "goroutine", title: "g\t\u{0}",
                    frames: (1...40).map { ResolvedFrame(function: "main.f\($0)", file: "", line: 0) }))
        ])

    /// Texts of a target that could be taken for markup, one of them long.
    static let markup: DiagnosisReport = {
        let names = [
            "<script>alert(1)</script>", "</title></style></summary></details>", "\"><img src=x onerror=alert(1)>",
            "a | b || \\| c", "```\n# heading\n```", "`one", "two` three``", "**bold** _it_ [a](http://x) ![b](c)",
            "&lt;b&gt; &amp; &#60;", "- item", "1. item", "    code", "line\r\nline\u{2028}line",
            "$x$ ~~y~~ <!-- z -->", "<script>",
        ]
        let long = String(repeating: "long", count: 2500)
        let frames = names.map { ResolvedFrame(function: "main.\($0)", file: "/src/\($0)/a.go", line: 1) }
        let all = names.joined(separator: " ")
        var finding = Finding(
            .contentionMutex, .critical, confidence: 0.5, impact: Impact(value: 2, unit: "<b>`|"), summary: Phrase(all),
            subject: Subject(kind: "lock", title: Phrase(all), frames: frames),
            supports: names.map { Fact(Phrase($0), reference: $0) },
            refutes: names.map { Fact(Phrase($0), evidence: $0) },
            missing: names.map { MissingEvidence(evidence: Phrase($0), command: $0) }, remedy: Phrase(all),
            verify: Phrase(all))
        let plain = finding
        finding.explains = [plain]
        finding.summary += Phrase(long)
        finding.supports.append(Fact(Phrase(long)))
        finding.subject.frames.append(ResolvedFrame(function: "main.\(long)", file: long, line: 1))
        return DiagnosisReport(
            target: DiagnosedTarget(
                kind: "process", processID: 1, executable: all, goVersion: all, module: all, revision: all),
            collected: names.map {
                CollectedEvidence(
                    evidence: $0, source: Phrase($0), stoppedNanoseconds: 0, durationNanoseconds: 0,
                    quality: [QualityCounter(name: $0, value: 1, severity: .error, explanation: $0)])
            }, findings: [finding, plain, plain],
            times: names.map { TimeShare(name: $0, nanoseconds: 1, count: 1) },
            missing: names.map { CaseManifest.Missing($0, reason: $0, command: $0) })
    }()

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
