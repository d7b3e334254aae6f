import GoBinary
import GoProcess
import Host
import Wire

/// The program that a baseline is of: it stays the same when it is built anew, since a new build is often what is different.
struct BaselineSubject: Equatable {
    /// For messages, such as `checkout`.
    let name: String
    /// Path of its main package; the executable's path when it was built from files.
    let identity: String

    init(executablePath: String, build: BuildInformation?) {
        name = executablePath.split(separator: "/").last.map(String.init) ?? "the program"
        let package = build?.path ?? ""
        identity = package.isEmpty || package == "command-line-arguments" ? executablePath : package
    }

    /// - Throws: `gone`, `notPermitted`, `notRecognised` when it is no Go program.
    init(processID: Int32) throws {
        let live = try ProcessTarget.open(processID)
        let build = (try? live.executable.buildInformation()).flatMap(\.self)
        self.init(executablePath: live.process.executablePath ?? live.process.shortName, build: build)
    }

    /// Nil when the evidence does not say which program it is of.
    init?(_ observed: Observation) {
        guard let snapshot = observed.snapshots.last,
            !snapshot.source.executable.isEmpty || snapshot.buildInformation != nil
        else { return nil }
        self.init(executablePath: snapshot.source.executable, build: snapshot.buildInformation)
    }
}

/// The cases that sonde keeps itself, one for each program: how it fared when it was well.
///
/// They lie in `$XDG_STATE_HOME/sonde/baselines` or `~/.local/state/sonde/baselines` (XDG Base Directory Specification),
/// for their owner alone.
struct BaselineStore {
    private let root: String
    private let host: String

    /// - Throws: `usage` when the environment names no place.
    init() throws {
        guard let root = Surroundings.stateFolder else {
            throw InputError(
                .usage, "neither XDG_STATE_HOME nor HOME says where baselines are kept: use -o DIR and --against DIR")
        }
        self.root = "\(root)/sonde/baselines"
        host = Surroundings.hostName
    }

    /// Where the baseline of a program is, whether there is one or not. Homes may be shared by machines.
    func path(of subject: BaselineSubject) -> String {
        let digits = String(Self.hash("\(subject.identity)\0\(host)"), radix: 16)
        let readable = String(subject.identity.suffix(80)).map { character in
            character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
                ? character : "_"
        }
        return "\(root)/\(String(readable.drop { $0 == "." || $0 == "_" }))-\(digits)"
    }

    /// The baseline of a program.
    /// - Throws: `notFound`, with what saves one.
    func existing(_ subject: BaselineSubject) throws -> String {
        let path = path(of: subject)
        guard CaseFolder.isCase(path) else {
            throw InputError(
                .notFound,
                "there is no baseline of \(subject.name) yet: save one while it is well with "
                    + "`sonde collect name:\(subject.name) --baseline`, or name a case with --against CASE")
        }
        return path
    }

    /// A directory for a new baseline, which does not take the place of the old one before it is complete.
    func begin(_ subject: BaselineSubject) throws -> CaseFolder {
        try PrivateFolder.ensureOwn(root, below: 2)
        let partial = path(of: subject) + ".partial"
        PrivateFolder.remove(partial)
        return try CaseFolder(making: partial)
    }

    /// Puts it in the place of the old one.
    /// - Returns: where it is.
    func complete(_ folder: CaseFolder, _ subject: BaselineSubject) throws -> String {
        let path = path(of: subject)
        PrivateFolder.remove(path)
        try PrivateFolder.rename(folder.path, to: path)
        return path
    }

    /// FNV-1a, 64 bits: names that look alike when they are made readable stay apart.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
