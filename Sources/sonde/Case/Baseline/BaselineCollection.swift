import Diagnosis
import Host

/// `sonde collect --baseline`: keeps a case of a program that is well, and says so when it is not.
struct BaselineCollection {
    private let collection: CaseCollection

    init(_ collection: CaseCollection) { self.collection = collection }

    func run() throws {
        let subject = try BaselineSubject(processID: collection.processID)
        let store = try BaselineStore()
        let folder = try store.begin(subject)
        _ = try Interruption.during({ folder.remove() }) { try CollectCommand.collect(collection, into: folder) }
        let worst = try Self.worst(folder)
        let path = try store.complete(folder, subject)
        var text = "\(path): the baseline of \(subject.name)\n"
        if let worst {
            text +=
                "it is not quite well, though: \(worst.severity.rawValue) \(worst.cause.rawValue): "
                + "\(worst.summary)\n"
        }
        text += "`sonde why \(collection.processID) --baseline` says what is different from now\n"
        try StandardStream.error.write(Array(Printable.text(text).utf8))
    }

    /// What speaks against taking this for how the program is when it is well.
    private static func worst(_ folder: CaseFolder) throws -> Finding? {
        let report = try CaseDiagnosis.report(folder, Thresholds())
        return report.findings.filter { $0.severity >= .warning }.max { $0.severity < $1.severity }
    }
}
