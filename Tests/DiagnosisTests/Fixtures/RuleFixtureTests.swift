import Testing

@testable import Diagnosis

/// Each rule where it fires, where it must not, and where its evidence is missing.
@Suite struct RuleFixtureTests {
    private func fixture(_ rule: String) throws -> RuleFixture {
        try #require(RuleFixture.all.first { $0.rule == rule }, "no fixture for \(rule)")
    }

    private func outcome(of rule: String, in report: DiagnosisReport) throws -> RuleTrial.Outcome {
        try #require(report.walk.first { $0.rule.id == rule }).outcome
    }

    /// All findings of a report with a cause, also those that others explain.
    private func findings(_ cause: Cause, in report: DiagnosisReport) -> [Finding] {
        func all(_ findings: [Finding]) -> [Finding] { findings.flatMap { [$0] + all($0.explains) } }
        return all(report.findings).filter { $0.cause == cause }
    }

    /// Rules that name a cause in a report.
    private func rules(naming cause: Cause, in report: DiagnosisReport) -> Set<String> {
        Set(
            report.walk.filter { trial in
                if case .found(let causes) = trial.outcome { causes.contains(cause) } else { false }
            }.map(\.rule.id))
    }

    @Test func everyRuleHasOne() {
        let names = RuleFixture.all.map(\.rule)
        #expect(Set(names).count == names.count)
        #expect(Set(names) == Set(RuleList.all.map(\.id)))
        for fixture in RuleFixture.all {
            #expect(!fixture.fires.isEmpty && !fixture.silent.isEmpty, "\(fixture.rule)")
        }
    }

    /// What a rule says that it may name, and what it names, are the same.
    @Test(arguments: RuleList.all.map(\.id))
    func everyCauseIsNamed(rule: String) throws {
        let declared = try #require(RuleList.all.first { $0.id == rule }).causes
        let fired = try fixture(rule).fires.map(\.cause)
        #expect(Set(fired) == Set(declared), "\(rule)")
    }

    @Test(arguments: RuleList.all.map(\.id))
    func fires(rule: String) throws {
        let declared = try #require(RuleList.all.first { $0.id == rule }).causes
        for fault in try fixture(rule).fires {
            let report = try fault.evidence().report()
            guard case .found(let causes) = try outcome(of: rule, in: report) else {
                Issue.record("\(rule) does not find \(fault.cause.rawValue): \(try outcome(of: rule, in: report))")
                continue
            }
            #expect(causes.contains(fault.cause), "\(rule): \(causes.map(\.rawValue))")
            #expect(Set(causes).isSubset(of: declared), "\(rule): \(causes.map(\.rawValue))")
            let subjects = findings(fault.cause, in: report).map { finding in
                ([finding.subject.title.english] + finding.subject.frames.map(\.function)).joined(separator: " ")
            }
            #expect(
                subjects.contains { $0.contains(fault.subject) },
                "\(rule), \(fault.cause.rawValue): \(subjects) without \(fault.subject)")
        }
    }

    @Test(arguments: RuleList.all.map(\.id))
    func isSilent(rule: String) throws {
        for calm in try fixture(rule).silent {
            let outcome = try outcome(of: rule, in: calm.evidence().report())
            guard case .refuted = outcome else {
                Issue.record("\(rule), \(calm.reason): \(outcome)")
                continue
            }
        }
    }

    /// What it needs is taken away, one kind of evidence after the other.
    @Test(arguments: RuleList.all.map(\.id))
    func lacks(rule: String) throws {
        let requirements = try #require(RuleList.all.first { $0.id == rule }).requires
        let fixture = try fixture(rule)
        var told: Set<String> = []
        for fault in fixture.fires {
            let evidence = try fault.evidence()
            for requirement in requirements {
                let report = try evidence.without(requirement).report()
                let outcome = try outcome(of: rule, in: report)
                guard case .lacking(let lacking) = outcome else {
                    Issue.record("\(rule) without \(requirement.rawValue): \(outcome)")
                    continue
                }
                #expect(lacking.contains(requirement), "\(rule): \(lacking.map(\.rawValue))")
                // That there is not enough evidence is just what is to be said then.
                if fault.cause == .evidenceInsufficient { continue }
                let others = rules(naming: fault.cause, in: report)
                told.formUnion(others)
                if others.isEmpty {
                    #expect(findings(fault.cause, in: report).isEmpty, "\(rule) without \(requirement.rawValue)")
                }
            }
        }
        #expect(told == fixture.others, "\(rule)")
    }

    /// The only rule that needs nothing says of nothing that it is not enough.
    @Test func nothingAtAllIsNotEnough() {
        #expect(RuleList.all.filter(\.requires.isEmpty).map(\.id) == ["evidence.insufficient"])
        #expect(diagnosed().findings.map(\.cause) == [.evidenceInsufficient])
    }
}
