import GoBinary
import GoBuild
import GoProfile
import Wire

/// What of a document tells something about code: a profile, the program, the compiler's decisions.
struct CodeInputs: Sendable {
    var profile: Profile?
    var profileName = ""
    var compiler: CompilerLog?
    var program: ProgramFunctions?
    /// Why there is no program, or no decision.
    var problems: [String] = []

    /// - Parameter number: of the profile's source; nil for the first.
    static func make(_ document: Document, profile number: Int?, _ control: JobControl) throws -> CodeInputs {
        var inputs = CodeInputs()
        let opened = try document.opened()
        var path: String?
        for (index, source) in opened.sources.enumerated() {
            switch source.kind {
            case .profile(let profile) where inputs.profile == nil && (number == nil || number == index):
                inputs.profile = try profile.get(control)
                inputs.profileName = source.name
            case .compiler(let log):
                do { inputs.compiler = try log.get(control) } catch { inputs.problems.append("\(error)") }
            case .executable(let file): path = path ?? file
            default: break
            }
        }
        control.report("reading the program")
        do { inputs.program = try program(path, inputs.profile, opened.code) } catch {
            inputs.problems.append("\(error)")
        }
        return inputs
    }

    private static func program(_ path: String?, _ profile: Profile?, _ access: CodeAccess?) throws
        -> ProgramFunctions?
    {
        if let path {
            return try ProgramFunctions(
                try Executable(contents: try MappedFile.open(path), path: path), decoding: false)
        }
        guard let access, let profile, let mapping = profile.mappings.first else { return nil }
        let executable = try access.program(profile.text(mapping.file), profile.text(mapping.buildID))
        return try ProgramFunctions(executable, decoding: false)
    }
}
