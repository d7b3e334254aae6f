import Diagnosis

/// What is wrong according to a case.
enum CaseDiagnosis {
    static func report(_ folder: CaseFolder, _ thresholds: Thresholds) throws -> DiagnosisReport {
        var observed = Observation()
        try CaseReading(folder).observe(&observed)
        return report(observed, thresholds)
    }

    static func report(_ observed: Observation, _ thresholds: Thresholds) -> DiagnosisReport {
        var context = observed.context
        context.thresholds = thresholds
        return Diagnosis.diagnose(snapshots: observed.snapshots, context: context)
    }
}
