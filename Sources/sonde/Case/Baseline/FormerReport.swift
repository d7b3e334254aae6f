import Diagnosis
import Evidence
import Host
import Wire

/// What a target is compared with: a case that the user names, or the baseline that sonde keeps of its program.
struct FormerReport {
    /// What to call it, and what it says; nil as long as it is not known which program it is of.
    private let known: (name: String, report: DiagnosisReport)?
    private let thresholds: Thresholds

    /// What is wrong with it is found out before the target is looked at, where that can be.
    /// - Parameters:
    ///   - path: a case, or a file that tells as much of a program as one.
    ///   - baseline: compares with the baseline instead.
    /// - Returns: nil when nothing is to be compared with.
    static func find(
        named path: String?, baseline: Bool, of targets: [String], _ thresholds: Thresholds
    ) throws -> FormerReport? {
        if let path { return FormerReport(known: (path, try report(path, thresholds)), thresholds: thresholds) }
        guard baseline else { return nil }
        let subject = try targets.first.flatMap { try process($0) }
        return FormerReport(known: try subject.map { try stored($0, thresholds) }, thresholds: thresholds)
    }

    /// - Returns: what to call it, and what it says.
    /// - Throws: `notFound` when there is no baseline of what was looked at.
    func report(_ observed: Observation) throws -> (name: String, report: DiagnosisReport) {
        if let known { return known }
        guard let subject = BaselineSubject(observed) else {
            throw InputError(
                .usage, "which program this is of it does not say: name the case to compare with by --against CASE")
        }
        return try Self.stored(subject, thresholds)
    }

    private static func stored(
        _ subject: BaselineSubject, _ thresholds: Thresholds
    ) throws -> (name: String, report: DiagnosisReport) {
        let path = try BaselineStore().existing(subject)
        let folder = CaseFolder(path)
        let manifest = try CaseManifest(json: try folder.contents(CaseManifest.fileName))
        let time = LocalTime.universal(manifest.wallTime / 1_000_000_000)
        return ("the baseline of \(subject.name), \(time.text) UTC", try report(path, thresholds))
    }

    /// The program of a process; nil for every other target.
    private static func process(_ target: String) throws -> BaselineSubject? {
        switch try TargetCollector(plan: LookPlan()).resolve(target) {
        case .process(let id): try BaselineSubject(processID: id)
        case .processName(let pattern): try BaselineSubject(processID: ProcessSearch.find(pattern))
        case .url, .file, .standardInput: nil
        }
    }

    private static func report(_ path: String, _ thresholds: Thresholds) throws -> DiagnosisReport {
        guard CaseFolder.isCase(path) else {
            throw InputError(.usage, "is no case: `sonde collect PID -o DIR` makes one", file: path)
        }
        return try CaseDiagnosis.report(CaseFolder(path), thresholds)
    }
}
