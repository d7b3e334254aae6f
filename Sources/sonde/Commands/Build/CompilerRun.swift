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
        if targets.count == 1, let path = targets.first, isSaved(path) {
            return try reader.read(SequentialInput(path: path))
        }
        return try build(targets, &reader)
    }

    /// Whether a target is a file with the compiler's output, and not packages or a Go file.
    static func isSaved(_ target: String) -> Bool {
        target == "-" || MappedFile.exists(target) && !target.hasSuffix(".go") && !FolderListing.isFolder(target)
    }

    /// The build cache replays what the compiler said last time; nothing is written beside it.
    private static func build(_ packages: [String], _ reader: inout CompilerLogReader) throws -> CompilerLog {
        let words = ["go", "build", "-gcflags=-m=2", "-o", "/dev/null"] + packages
        let (log, ending) = try GoTool.run(words) { run in
            (try reader.read(SequentialInput(descriptor: run.descriptor, name: "go build")), run.wait())
        }
        guard ending == .exited(0) else {
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
