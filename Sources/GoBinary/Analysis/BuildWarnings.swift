/// Something about a build that makes its sources, its speed or its evidence differ from what one expects.
public struct BuildWarning: Hashable, Sendable {
    /// What is odd.
    public enum Kind: Hashable, Sendable {
        /// The sources differed from the recorded revision (`vcs.modified=true`).
        case modifiedSources(revision: String)
        /// Neither a revision nor a released version of the main module is recorded.
        case unknownRevision
        /// A module's code is not that of the recorded version: a `replace` directive put something else in its place.
        /// The replacement has no version when it is a folder.
        case replacedModule(path: String, version: String, replacement: String, replacementVersion: String)
        /// Built without optimisation (`-N`) or without inlining (`-l`), for one pattern of packages or for all.
        case unoptimised(flag: String, packages: String)
        /// Built with an instrument that costs time and memory: `-race`, `-cover`, `-asan`, `-msan`.
        case instrumented(flag: String)
        /// C code is in the program: stacks of threads in C and memory allocated by C are not the runtime's.
        case cgo
        /// The symbol table (`-s`) or the DWARF (`-w`) was left out by the linker's flags.
        case stripped(symbols: Bool, dwarf: Bool)
        /// File names were shortened by `-trimpath`: they have to be mapped to find the sources.
        case trimmedPaths
        /// A setting that changes the code or its behaviour was made at build time: `-tags`, `GOEXPERIMENT`,
        /// `DefaultGODEBUG`, `GOFIPS140`.
        case behaviour(setting: String, value: String)
        /// Built by a compiler other than gc, such as gccgo or tinygo.
        case otherCompiler(name: String)
        /// Built by an unreleased commit of Go.
        case developmentToolchain(version: String)
        /// A profile guided the optimiser (`-pgo`): inlining differs from builds without it.
        case profileGuided(file: String)
    }

    /// How much it matters to whoever looks for a performance problem.
    public enum Weight: Int, Sendable, Comparable {
        /// Good to know.
        case note
        /// Sources or evidence may not match the program.
        case mismatch
        /// Measurements of this build do not tell about a normal one.
        case distortion

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    public var kind: Kind

    public init(_ kind: Kind) { self.kind = kind }

    public var weight: Weight {
        switch kind {
        case .unoptimised, .instrumented: .distortion
        case .modifiedSources, .unknownRevision, .replacedModule, .otherCompiler, .developmentToolchain: .mismatch
        case .cgo, .stripped, .trimmedPaths, .behaviour, .profileGuided: .note
        }
    }
}

/// The analysis of build information.
public enum BuildWarnings {
    /// What is odd about a build, the weightiest first; otherwise in a fixed order.
    public static func of(_ build: BuildInformation) -> [BuildWarning] {
        var kinds: [BuildWarning.Kind] = []
        kinds += optimisation(build)
        for flag in ["-race", "-asan", "-msan", "-cover"] where build.setting(flag) == "true" {
            kinds.append(.instrumented(flag: flag))
        }
        kinds += sources(build)
        kinds += linking(build)
        for key in ["-tags", "GOEXPERIMENT", "DefaultGODEBUG", "GOFIPS140"] {
            if let value = build.setting(key), !value.isEmpty, value != "off" {
                kinds.append(.behaviour(setting: key, value: value))
            }
        }
        let experiments = GoVersion(build.goVersion)?.experiments ?? ""
        if build.setting("GOEXPERIMENT") == nil, !experiments.isEmpty {
            kinds.append(.behaviour(setting: "GOEXPERIMENT", value: experiments))
        }
        if let profile = build.setting("-pgo"), profile != "off", !profile.isEmpty {
            kinds.append(.profileGuided(file: profile))
        }
        return kinds.map { BuildWarning($0) }.enumerated()
            .sorted { ($1.element.weight.rawValue, $0.offset) < ($0.element.weight.rawValue, $1.offset) }
            .map(\.element)
    }

    private static func sources(_ build: BuildInformation) -> [BuildWarning.Kind] {
        var kinds: [BuildWarning.Kind] = []
        if build.isModified == true { kinds.append(.modifiedSources(revision: build.revision ?? "")) }
        let version = build.main?.version ?? ""
        if build.revision == nil, version.isEmpty || version == "(devel)" { kinds.append(.unknownRevision) }
        for module in [build.main].compactMap(\.self) + build.dependencies {
            guard let other = module.replacement else { continue }
            kinds.append(
                .replacedModule(
                    path: module.path, version: module.version, replacement: other.path,
                    // The go command records `(devel)` for a folder.
                    replacementVersion: other.version == "(devel)" ? "" : other.version))
        }
        if let compiler = build.setting("-compiler"), compiler != "gc" { kinds.append(.otherCompiler(name: compiler)) }
        if GoVersion(build.goVersion)?.isDevelopment == true {
            kinds.append(.developmentToolchain(version: build.goVersion))
        }
        return kinds
    }

    private static func linking(_ build: BuildInformation) -> [BuildWarning.Kind] {
        var kinds: [BuildWarning.Kind] = []
        if build.setting("CGO_ENABLED") == "1" { kinds.append(.cgo) }
        let flags = build.setting("-ldflags").map { CommandFlags.words($0) } ?? []
        let symbols = flags.contains { CommandFlags.isSet("s", $0) }
        // Without symbols there is no DWARF either.
        let dwarf = symbols || flags.contains { CommandFlags.isSet("w", $0) }
        if symbols || dwarf { kinds.append(.stripped(symbols: symbols, dwarf: dwarf)) }
        if build.setting("-trimpath") == "true" { kinds.append(.trimmedPaths) }
        return kinds
    }

    /// `-gcflags` may name packages: `all=-N -l`, `example.org/p=-l`, or the main packages when it names none.
    private static func optimisation(_ build: BuildInformation) -> [BuildWarning.Kind] {
        guard let setting = build.setting("-gcflags") else { return [] }
        let (packages, flags) = CommandFlags.pattern(setting)
        let words = CommandFlags.words(flags)
        return ["N", "l"].compactMap { name in
            words.contains { CommandFlags.isSet(name, $0) } ? .unoptimised(flag: "-" + name, packages: packages) : nil
        }
    }
}

/// How the go command splits flags (cmd/internal/quoted, cmd/go/internal/load/flag.go).
enum CommandFlags {
    /// Words between blanks; quotes of either kind hold a word together.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var isInWord = false
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if !isInWord, character == "\"" || character == "'" {
                (quote, isInWord) = (character, true)
            } else if character == " " || character == "\t" || character == "\n" || character == "\r" {
                if isInWord { words.append(word) }
                (word, isInWord) = ("", false)
            } else {
                word.append(character)
                isInWord = true
            }
        }
        return isInWord ? words + [word] : words
    }

    /// The package pattern in front of flags, empty without one, and the flags.
    static func pattern(_ text: String) -> (packages: String, flags: String) {
        guard !text.hasPrefix("-"), let equals = text.firstIndex(of: "=") else { return ("", text) }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// True for `-name`, `--name`, `-name=true` and `-name=1` and so on.
    static func isSet(_ name: String, _ word: String) -> Bool {
        guard word.hasPrefix("-") else { return false }
        let bare = word.hasPrefix("--") ? word.dropFirst(2) : word.dropFirst()
        let parts = bare.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.first.map(String.init) == name else { return false }
        return parts.count == 1 || ["1", "t", "T", "true", "TRUE", "True"].contains(String(parts[1]))
    }
}
