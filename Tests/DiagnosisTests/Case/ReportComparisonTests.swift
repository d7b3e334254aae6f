import Testing

@testable import Diagnosis

@Suite struct ReportComparisonTests {
    private func report(_ lines: [String]) throws -> DiagnosisReport {
        var context = DiagnosisContext()
        context.machineProcessors = 2
        context.processor = try SampledProgram.evidence(lines)
        return diagnosed(context: context)
    }

    private let spinning = ["250: main.poll > runtime.selectnbrecv > runtime.chanrecv", "200: main.poll"]
    private let resting = ["20: main.poll"]
    private let elsewhere = ["450: main.other"]

    @Test func whatIsGoneIsGone() throws {
        let comparison = ReportComparison(before: try report(spinning), after: try report(resting), name: "before")
        guard case .gone(let finding) = comparison.verdict else {
            Issue.record("\(comparison.verdict)")
            return
        }
        #expect(finding.cause == .cpuBusyLoop)
        #expect(comparison.gone.contains { $0.cause == .cpuBusyLoop })
        #expect(comparison.new.isEmpty)
        #expect(comparison.moved.contains { $0.before.name == "processors kept busy" })
    }

    @Test func whatIsThereIsThere() throws {
        let comparison = ReportComparison(before: try report(spinning), after: try report(spinning), name: "before")
        guard case .there = comparison.verdict else {
            Issue.record("\(comparison.verdict)")
            return
        }
        #expect(comparison.moved.isEmpty)
        #expect(comparison.new.isEmpty && comparison.gone.isEmpty)
    }

    @Test func anotherFunctionIsAnotherCause() throws {
        let comparison = ReportComparison(before: try report(spinning), after: try report(elsewhere), name: "before")
        #expect(comparison.new.map(\.cause) == [.cpuHotFunction])
    }

    @Test func withoutSamplesNothingIsKnown() throws {
        var context = DiagnosisContext()
        context.process = ProcessSeries()
        let after = diagnosed(context: context)
        let comparison = ReportComparison(before: try report(spinning), after: after, name: "before")
        guard case .unknown(_, let lacking) = comparison.verdict else {
            Issue.record("\(comparison.verdict)")
            return
        }
        #expect(lacking == [.processor])
    }
}
