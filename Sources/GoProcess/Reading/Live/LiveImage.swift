import Evidence
import GoBinary
import Wire

/// The Go image of a target with its tables, all found before anything is read that can change.
struct LiveImage {
    let executable: Executable
    let slide: Slide
    let module: ModuleData
    let functions: FunctionTable
    let globals: RuntimeGlobals
    let buildInformation: BuildInformation?
    let version: GoVersion
    /// The version as recorded, such as `go1.26.6 X:jsonv2`.
    let versionText: String

    /// - Throws: `unsupported` for an architecture other than amd64 and arm64; `notRecognised` when it is not Go.
    init(executable: Executable, memory: any MemoryReader, executablePath: String) throws {
        self.executable = executable
        switch executable.architecture {
        case .amd64, .arm64: break
        case .other(let name):
            throw InputError(
                .unsupported, "goroutines of \(name) programs are not read; amd64 and arm64 are", file: executable.path)
        }
        let build = try? executable.buildInformation()
        buildInformation = build
        guard let slide = executable.slide(in: try memory.mappings(), executablePath: executablePath) else {
            throw InputError(
                .notFound,
                "the executable \(executable.path) is not mapped in it: name the right one with --executable",
                file: memory.name)
        }
        self.slide = slide
        module = try executable.moduleData(in: memory, slide: slide)
        functions = try executable.functionTable(moduleData: module)
        globals = try RuntimeGlobals.find(in: executable, functions: functions)
        guard let version = build.flatMap({ GoVersion($0.goVersion) }) else {
            throw InputError(
                .notRecognised, "the version of Go that built it is not recorded or not readable", file: executable.path
            )
        }
        self.version = version
        versionText = build?.goVersion ?? version.description
    }

    /// Runtime address of a global, by its name without `runtime.`; nil when it was not found.
    func address(_ global: KeyPath<RuntimeGlobals, StaticAddress?>) -> UInt64? {
        globals[keyPath: global].map { $0.moved(by: slide).rawValue }
    }
}
