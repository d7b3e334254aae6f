import Diagnosis
import Evidence
import GoProcess
import GoProfile
import GoTrace
import Host
import SystemActivity
import Wire

/// Makes a case for the eyes of others of one: arguments, values of labels, paths under home directories, addresses and
/// what programs wrote are replaced by pseudonyms, the same ones in all files.
///
/// It reads all files twice: what one of them tells of, such as an argument, may stand in another one as a part of a path.
/// A file that cannot be read, or that the manifest does not know, is left out, and the manifest says so.
final class CaseRedaction {
    private let source: any CaseFiles
    /// Of all files that were there before anything was written.
    private let names: Set<String>
    private let redactor: Redactor
    private var manifest: CaseManifest
    private var leftOut: [CaseManifest.LeftOut] = []

    /// - Throws: what is wrong with the manifest.
    init(_ source: any CaseFiles) throws {
        self.source = source
        names = source.names()
        // Nobody keeps it: not even the same value can be found in two redactions of a case.
        var random = SystemRandomNumberGenerator()
        redactor = Redactor(key: (random.next(), random.next()))
        manifest = try CaseReading(source).manifest()
    }

    /// What no file of a case tells.
    func learn(_ surroundings: CaseSurroundings) {
        for assignment in surroundings.environment { redactor.learn(environment: assignment) }
        for home in surroundings.homes { redactor.learn(home: home) }
        redactor.learn(host: surroundings.host)
    }

    /// Writes the redacted case. Its manifest comes last: what an interrupted redaction leaves behind is no case.
    /// - Returns: its manifest.
    /// - Throws: what is wrong with the manifest, or with the directory.
    func write(into target: any CaseFiles) throws -> CaseManifest {
        let old = manifest
        teach(old)
        // One at a time: a trace may be large.
        var files: [CaseManifest.File] = []
        for file in old.files {
            attempt(file) {
                try FileRedaction(file.kind, redactor).teach(try CaseReading(source).contents(file))
                files.append(file)
            }
        }
        manifest.files = []
        var numbers: [CaseManifest.Kind: Int] = [:]
        for file in files {
            try attemptWriting(file) {
                let new = try FileRedaction(file.kind, redactor).redacted(try CaseReading(source).contents(file))
                numbers[file.kind, default: 0] += 1
                let name = file.kind.fileName(numbers[file.kind] ?? 1)
                return (name, new)
            } write: { name, new in
                try target.write(new.bytes, name)
                manifest.files.append(CaseManifest.File(name, file.kind, source: redactor.text(file.source)))
                if let remark = new.remark { leaveOut(name, remark) }
            }
        }
        for _ in names.subtracting(old.files.map(\.name) + [CaseManifest.fileName]) {
            leaveOut("", "a file that the case's manifest does not know")
        }
        finish(old)
        try target.write(manifest.json, CaseManifest.fileName)
        return manifest
    }

    // MARK: - Files

    private func attempt(_ file: CaseManifest.File, _ body: () throws -> Void) {
        do { try body() } catch { leaveOut(file, error) }
    }

    /// What is wrong with a file leaves it out; what is wrong with writing ends all.
    private func attemptWriting(
        _ file: CaseManifest.File, _ make: () throws -> (String, RedactedFile),
        write: (String, RedactedFile) throws -> Void
    ) throws {
        let made: (String, RedactedFile)
        do { made = try make() } catch { return leaveOut(file, error) }
        try write(made.0, made.1)
    }

    private func leaveOut(_ file: CaseManifest.File, _ error: any Error) {
        // Messages quote what is wrong.
        let reason = "cannot be read" + ((error as? InputError).map { ": \(Self.words($0.code))" } ?? "")
        leaveOut(file.kind.fileName(1), reason)
        manifest.missing.append(
            CaseManifest.Missing(file.kind.rawValue, reason: "a file of the case \(reason)"))
    }

    private static func words(_ code: InputError.Code) -> String {
        switch code {
        case .notFound: "it is not there"
        case .notRecognised: "it is none of its kind"
        case .truncated: "it is cut off"
        case .malformed: "it is damaged"
        case .unsupported: "this version of sonde does not know its format"
        case .tooLarge: "it is too large"
        default: "the system refuses it"
        }
    }

    private func leaveOut(_ name: String, _ reason: String) {
        leftOut.append(CaseManifest.LeftOut(name, reason: reason))
    }

    // MARK: - The manifest

    private func teach(_ manifest: CaseManifest) {
        redactor.learn(program: manifest.executable)
        for argument in manifest.arguments.dropFirst() { redactor.learn(argument: argument) }
    }

    private func finish(_ old: CaseManifest) {
        manifest.executable = redactor.path(old.executable)
        manifest.arguments = redactor.arguments(old.arguments)
        manifest.missing = manifest.missing.map {
            CaseManifest.Missing(
                redactor.text($0.evidence), reason: redactor.text($0.reason), command: redactor.text($0.command))
        }
        var redaction = CaseManifest.Redaction()
        for (kind, count) in redactor.counts { redaction.removed[kind.rawValue] = count }
        redaction.leftOut = leftOut
        manifest.redaction = redaction
    }
}

/// What others are not to see and no file of a case tells.
struct CaseSurroundings {
    /// Of the process while it runs.
    var environment: [String] = []
    /// Of this machine, where the case may have been made.
    let homes = [Surroundings.variable("HOME")].compactMap { $0 }
    let host = Surroundings.hostName

    init(processID: Int32? = nil) {
        guard let processID else { return }
        environment = (try? LiveProcess(processID: processID))?.environment ?? []
    }
}

extension CaseManifest.Kind {
    /// What the files of the kind are called, counted from 1.
    fileprivate func fileName(_ number: Int) -> String {
        let name =
            switch self {
            case .goroutines: "goroutines-\(number).snapshot"
            case .processor: "processor.pb.gz"
            case .activity: "activity.capture"
            case .runtime: "runtime.jsonl"
            case .process: "process.jsonl"
            case .heap, .allocs, .mutex, .block: "\(rawValue)-\(number).pb.gz"
            case .trace: "trace.out"
            case .servers: "servers.txt"
            }
        let isNumbered = [.goroutines, .heap, .allocs, .mutex, .block].contains(self)
        return isNumbered || number == 1 ? name : "\(number)-\(name)"
    }
}
