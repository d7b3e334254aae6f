import Testing

@testable import Diagnosis

/// What holds for all rules and thresholds.
@Suite struct RuleListTests {
    @Test func everyCauseHasARule() {
        let named = Set(RuleList.all.flatMap(\.causes))
        // That all is well is no rule's finding.
        #expect(CauseDescription.all.map(\.cause).filter { !named.contains($0) } == [.healthy])
    }

    @Test func namesAreUnique() {
        let ids = RuleList.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        let thresholds = Thresholds().rows.map(\.name)
        #expect(Set(thresholds).count == thresholds.count)
        #expect(thresholds.count > 60)
    }

    /// Without its evidence no rule is tried, and the walk says what it lacks.
    @Test func rulesLackTheirEvidence() throws {
        var context = DiagnosisContext()
        context.processor = try SampledProgram.evidence(["10: main.main > main.work"])
        let report = diagnosed(context: context)
        #expect(report.walk.map(\.rule.id) == RuleList.all.map(\.id))
        for trial in report.walk {
            // Samples also tell what the processors do.
            let lacking = trial.rule.requires.filter { $0 != .processor && $0 != .load }
            if lacking.isEmpty { continue }
            #expect(trial.outcome == .lacking(lacking), "\(trial.rule.id)")
        }
    }

    @Test func everyThresholdCanBeSet() {
        for row in Thresholds().rows {
            var thresholds = Thresholds()
            let isKnown = thresholds.set(row.name, to: 77)
            #expect(isKnown)
            #expect(thresholds.rows.first { $0.name == row.name }?.value == 77)
            #expect(thresholds.rows.filter { $0.value == 77 }.count <= 2)
        }
        var thresholds = Thresholds()
        let isKnown = thresholds.set("no.such", to: 1)
        #expect(!isKnown)
    }

    /// Every threshold is in the list: one that is left out could not be changed.
    @Test func theListIsWhole() {
        let all = Mirror(reflecting: Thresholds()).children.count
        #expect(Thresholds().rows.count == all)
    }
}
