import Evidence
import GoProcess
import Testing
import Wire

@testable import Diagnosis

/// Dumps of real programs. The corpus's program blocks in every common way and does nothing else.
@Suite struct CorpusTests {
    private func report(_ name: String) throws -> DiagnosisReport? {
        guard let path = sharedFile("corpus/goroutines/" + name) else {
            print("skipped: \(name) is not there; set SONDE_SHARED")
            return nil
        }
        return diagnose([PlainDump.snapshot(try MappedFile.open(path).string)])
    }

    @Test(arguments: ["go1.21.13", "go1.24.11", "go1.27.3"])
    func whatADumpAloneProves(_ version: String) throws {
        guard let report = try report("\(version)/goroutine.debug2.txt") else { return }
        for finding in report.findings {
            print(version, finding.cause.rawValue, finding.severity, finding.summary.english)
        }
        // The nil channels are certain; that three wait for a lock that nobody seems to hold is worth a look.
        #expect(report.causes.first == "stuck.nil-channel")
        #expect(report.causes.contains("evidence.insufficient"))
        let named = Set(report.causes).subtracting(["stuck.nil-channel", "evidence.insufficient"])
        #expect(named.isEmpty)
    }

    @Test func whatTheRuntimeFoundLeaked() throws {
        guard let report = try report("go1.27.3/goroutineleak.debug2.txt") else { return }
        for finding in report.findings {
            print("leak", finding.cause.rawValue, finding.severity, finding.summary.english)
        }
        let all = report.findings.flatMap { [$0] + $0.explains }
        let causes = Set(all.map(\.cause.rawValue))
        #expect(causes.isSuperset(of: ["stuck.waitgroup", "stuck.cond", "stuck.nil-channel", "leak.goroutine"]))
        let leaks = all.filter { $0.cause == .leakGoroutine }.map(\.subject.frames[0].function)
        #expect(Set(leaks) == ["main.send", "main.choose", "main.generic[...]", "main.(*pool).acquire"])
    }

    @Test func aWebProgramAtRest() throws {
        guard let report = try report("panicparse/panicweb.txt") else { return }
        for finding in report.findings {
            print("web", finding.cause.rawValue, finding.severity, finding.summary.english)
        }
        #expect(report.findings.allSatisfy { $0.severity < .critical })
    }
}
