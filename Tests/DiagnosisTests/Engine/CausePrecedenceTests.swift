import Evidence
import Testing

@testable import Diagnosis

/// Which cause explains which: about one function, and not about another.
@Suite struct CausePrecedenceTests {
    private func finding(
        _ cause: Cause, in function: String, _ severity: Severity = .warning, rate: Double = 1,
        kind: String = "function"
    ) -> Finding {
        Finding(
            cause, severity, confidence: 0.8, impact: Impact(value: rate, unit: "processors"), summary: "",
            subject: Subject(
                kind: kind, title: Phrase(function),
                frames: [
                    ResolvedFrame(function: "runtime.mallocgc", file: "malloc.go", line: 1),
                    ResolvedFrame(function: function, file: "a.go", line: 1),
                    ResolvedFrame(function: "main.main", file: "a.go", line: 9),
                ]))
    }

    private func explains(_ root: Finding, _ symptom: Finding) -> Bool {
        CausePrecedence(thresholds: Thresholds()).explains(root, symptom)
    }

    @Test func aLockOfTheRuntimeBeforeTheFunctionThatMeetsIt() {
        let hot = finding(.cpuHotFunction, in: "main.fan")
        #expect(explains(finding(.contentionRuntimeLock, in: "main.fan", rate: 0.6), hot))
        #expect(!explains(finding(.contentionRuntimeLock, in: "main.other", rate: 0.6), hot))
        // Less than half of what the function takes, or less bad.
        #expect(!explains(finding(.contentionRuntimeLock, in: "main.fan", rate: 0.4), hot))
        #expect(!explains(finding(.contentionRuntimeLock, in: "main.fan", .info, rate: 0.6), hot))
        #expect(!explains(hot, finding(.contentionRuntimeLock, in: "main.fan", rate: 0.6)))
    }

    @Test func aLoopThatCannotBeStoppedBeforeItsTime() {
        let hot = finding(.cpuHotFunction, in: "main.crunch")
        #expect(explains(finding(.gcLongPause, in: "main.crunch", rate: 0.1), hot))
        #expect(!explains(finding(.gcLongPause, in: "main.other", rate: 0.1), hot))
        #expect(!explains(finding(.gcLongPause, in: "main.crunch", .info, rate: 0.1), hot))
        #expect(!explains(hot, finding(.gcLongPause, in: "main.crunch", rate: 0.1)))
    }

    @Test func garbageBeforeAHeapThatGrowsAtTheSamePlace() {
        let leak = finding(.leakHeap, in: "main.render", kind: "allocation site")
        #expect(explains(finding(.gcAllocationRate, in: "main.render"), leak))
        #expect(!explains(finding(.gcAllocationRate, in: "main.other"), leak))
        #expect(!explains(finding(.gcAllocationRate, in: "main.render", .info), leak))
        #expect(!explains(leak, finding(.gcAllocationRate, in: "main.render")))
    }

    private static let lock = "main.fan > time.(*Timer).Reset > time.resetTimer > runtime.lock2 > runtime.procyield"

    /// The same out of samples: what is hot is either the lock or something else.
    @Test(arguments: [(["300: \(lock)", "150: main.fan"], true), (["150: \(lock)", "300: main.other"], false)])
    func theLockThatIsHot(lines: [String], isExplained: Bool) throws {
        let findings = try SampledProgram.findings(lines)
        let lock = try #require(findings.first { $0.cause == .contentionRuntimeLock })
        #expect(lock.explains.map(\.cause) == (isExplained ? [.cpuHotFunction] : []))
        #expect(findings.contains { $0.cause == .cpuHotFunction } == !isExplained)
    }
}
