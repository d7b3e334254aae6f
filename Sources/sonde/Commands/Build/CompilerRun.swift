import GoBuild
import Host
import Wire

/// Where decisions of the compiler come from: saved output, or the go command.
enum CompilerRun {
    /// - Parameter targets: a file, `-`, or packages.
    /// - Throws: what is wrong with the input; `inputOutput` when the build fails.
    static func read(_ targets: [String]) throws -> CompilerLog {
        var reader = CompilerLogReader()
        if targets == ["-"] { return try reader.read(SequentialInput(descriptor: 0, name: "standard input")) }
        if targets.count == 1, let path = targets.first, isSaved(path) { return try saved(path, &reader) }
        return try build(targets, &reader)
    }

    /// Whether a target is a file with the compiler's output, and not packages or a Go file.
    static func isSaved(_ target: String) -> Bool {
        target == "-" || MappedFile.exists(target) && !target.hasSuffix(".go") && !FolderListing.isFolder(target)
    }

    private static func saved(_ path: String, _ reader: inout CompilerLogReader) throws -> CompilerLog {
        let input = try SequentialInput(path: path)
        // A pipe is read once: what it has is no executable.
        if input.size != nil {
            var head: [UInt8] = []
            _ = try input.read(64, into: &head)
            let kind = FileKind(Bytes(head))
            if kind == .elfExecutable || kind == .otherExecutable {
                throw InputError(
                    .notRecognised,
                    "is an executable, which has no decisions of the compiler: name its packages, or give the output of "
                        + "`go build -gcflags=-m=2`", file: path)
            }
            _ = input.seek(to: 0)
        }
        return try reader.read(input)
    }

    /// The build cache replays what the compiler said last time; nothing is written beside it.
    private static func build(_ packages: [String], _ reader: inout CompilerLogReader) throws -> CompilerLog {
        let words = ["go", "build", "-gcflags=-m=2", "-o", "/dev/null"] + packages
        let program = try GoTool.start(words)
        let log = try reader.read(SequentialInput(descriptor: program.descriptor, name: "go build"))
        guard case .exited(0) = program.wait() else {
            // What the compiler has to say against the source is no decision, and so not understood.
            let said = (log.unknown.map(\.text) + log.remarks).prefix(5).joined(separator: "; ")
            let hint =
                said.contains(" is not in std")
                ? "; a function is named with its package, such as main.\(packages.last ?? "f")" : ""
            throw InputError(
                .inputOutput, "`\(words.joined(separator: " "))` failed\(said.isEmpty ? "" : ": \(said)")\(hint)")
        }
        return log
    }
}
