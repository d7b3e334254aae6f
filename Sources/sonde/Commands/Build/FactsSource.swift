import GoBinary
import GoBuild
import Host
import Wire

/// Where facts of a build come from.
enum FactsSource {
    /// - Parameters:
    ///   - target: a file with a baseline or with saved output of the compiler, an executable, a folder, or a git revision.
    ///   - packages: to build, for folders and revisions.
    ///   - go: the go command for these.
    /// - Throws: what is wrong with the input; `inputOutput` when a build fails.
    static func read(_ target: String, packages: [String], go: String) throws -> BuildFacts {
        if FolderListing.isFolder(target) { return try GoTool(program: go, folder: target).facts(packages) }
        if target == "-" { return try saved(SequentialInput(descriptor: 0, name: "standard input")) }
        if MappedFile.exists(target) { return try file(target) }
        return try RevisionTree.with(target) { try GoTool(program: go, folder: $0.folder).facts(packages) }
    }

    private static func file(_ path: String) throws -> BuildFacts {
        // A pipe is read once: what it has is no baseline.
        let input = try SequentialInput(path: path)
        guard input.size != nil else { return try saved(input) }
        var head: [UInt8] = []
        _ = try input.read(64, into: &head)
        if BaselineFile.isBaseline(Bytes(head)) { return try BaselineFile.read(try MappedFile.open(path), file: path) }
        let kind = FileKind(Bytes(head))
        if kind == .elfExecutable || kind == .otherExecutable { return try program(path) }
        _ = input.seek(to: 0)
        return try saved(input)
    }

    /// What machine code tells. Its own package is `main` to the linker; the compiler has its path.
    private static func program(_ path: String) throws -> BuildFacts {
        let executable = try ProgramFile.open(path)
        var facts = BuildFacts(try ProgramFunctions(executable))
        if let own = try executable.buildInformation()?.path, !own.isEmpty {
            for index in facts.functions.indices where facts.functions[index].package == "main" {
                facts.functions[index].package = own
            }
        }
        return facts
    }

    private static func saved(_ input: SequentialInput) throws -> BuildFacts {
        var reader = CompilerOutputReader()
        let output = try reader.read(input)
        let facts = BuildFacts(output)
        guard !facts.functions.isEmpty else {
            throw InputError(
                .notRecognised,
                "has no functions: give a baseline of `sonde build facts`, or the output of `go build "
                    + "-gcflags='-m=2 -S'`" + (UnknownLines.sentence(output).map { "; \($0)" } ?? ""), file: input.name)
        }
        warn(of: output, input.name)
        return facts
    }

    /// Says what of the compiler's output did not count.
    static func warn(of output: CompilerOutput, _ name: String) {
        if let text = UnknownLines.sentence(output) { say("\(name): \(text)") }
        if output.listing.isCut { say("\(name) ends within a line: its last function is incomplete") }
    }

    private static func say(_ text: String) {
        try? StandardStream.error.write(Array("warning: \(Printable.text(text))\n".utf8))
    }
}
