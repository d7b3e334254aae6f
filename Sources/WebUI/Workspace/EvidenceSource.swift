import Diagnosis
import GoBinary
import GoBuild
import GoProcess
import GoProfile
import Report
import SystemActivity
import Wire

/// Evidence that views draw: a file, a part of a case, or a process that still runs. It is read when a view first asks.
public struct EvidenceSource: Sendable {
    public enum Kind: Sendable {
        case profile(Shared<Profile>)
        /// An execution trace, opened anew for each pass; `path` is that of a file beside which an index may stand.
        case trace(path: String?, open: @Sendable () throws -> SequentialInput)
        /// Looks at goroutines, oldest first.
        case goroutines(Shared<[GoroutineSnapshot]>)
        /// A process that can be looked at again, without stopping it.
        case liveGoroutines(processID: Int32, look: @Sendable () throws -> GoroutineSnapshot)
        /// System activity, opened anew for each pass.
        case activity(open: @Sendable () throws -> any ActivitySource)
        /// What the compiler said, or what `sonde build explain` would have it say.
        case compiler(Shared<CompilerLog>)
        /// A program with its machine code.
        case executable(path: String)
    }

    /// What the user calls it: a path, or what of a case it is.
    public var name: String
    public var kind: Kind

    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Whether causes can be told from it alone.
    public var tellsCauses: Bool {
        switch kind {
        case .compiler, .executable: false
        default: true
        }
    }

    /// As the pages call it.
    var word: String {
        switch kind {
        case .profile: "profile"
        case .trace: "trace"
        case .goroutines, .liveGoroutines: "goroutines"
        case .activity: "activity"
        case .compiler: "compiler"
        case .executable: "executable"
        }
    }
}

/// What opening a target gave.
public struct OpenedTarget: Sendable {
    public var title: String
    public var sources: [EvidenceSource]
    /// What is wrong with the program, by all that was opened; throws when the evidence tells no cause by itself.
    public var report: Shared<DiagnosisReport>
    /// Nil where neither sources nor programs are looked for.
    public var code: CodeAccess?

    public init(
        title: String, sources: [EvidenceSource], report: Shared<DiagnosisReport>, code: CodeAccess? = nil
    ) {
        self.title = title
        self.sources = sources
        self.report = report
        self.code = code
    }
}

/// Where source files and programs are found that evidence only names.
public struct CodeAccess: Sendable {
    /// The program of a profile's mapping, by its file and build id; throws with the reason why there is none.
    public var program: @Sendable (_ file: String, _ buildID: String) throws -> Executable
    /// Reads source files by the paths that programs have for them.
    public var sources: @Sendable () -> SourceLines

    public init(
        program: @escaping @Sendable (_ file: String, _ buildID: String) throws -> Executable,
        sources: @escaping @Sendable () -> SourceLines
    ) {
        self.program = program
        self.sources = sources
    }
}

/// Opens what users name: a file, a case, a process, an address of net/http/pprof.
public protocol TargetOpener: Sendable {
    /// - Parameter targets: all of one program, as `sonde why` takes them.
    /// - Throws: what is wrong with a target; `CancellationError`.
    func open(_ targets: [String], _ control: JobControl) throws -> OpenedTarget
}
