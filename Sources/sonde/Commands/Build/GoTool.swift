import GoBuild
import Host
import Wire

/// A go command, and the folder in which it works.
struct GoTool {
    /// A name that is looked up in PATH, or a path.
    var program = "go"
    var folder = "."

    /// Messages and listing of the packages; bounds checks, too, for readers of the text.
    private static let flags = "-gcflags=-m=2 -S -d=ssa/check_bce/debug=1"

    /// What the compiler makes of packages. The build cache replays what it said last time, and nothing is written beside
    /// it.
    /// - Throws: `inputOutput` when the build fails, with what the go command says.
    func facts(_ packages: [String]) throws -> BuildFacts {
        // -C has to come first. No program is linked, so that nothing asks for its revision.
        let words = [program, "build", "-C", folder, "-buildvcs=false", Self.flags, "-o", "/dev/null"] + packages
        var reader = CompilerOutputReader()
        let (output, ending) = try Self.run(words) { run in
            let input = SequentialInput(descriptor: run.descriptor, name: "\(program) build")
            return (try reader.read(input), run.wait())
        }
        guard ending == .exited(0) else {
            let said = (output.log.unknown.map(\.text) + output.log.remarks).prefix(5).joined(separator: "; ")
            throw InputError(
                .inputOutput,
                "`\(program) build \(packages.joined(separator: " "))` failed in \(folder)"
                    + (said.isEmpty ? "" : ": \(said)"))
        }
        FactsSource.warn(of: output, "\(program) build")
        var facts = BuildFacts(output)
        guard !facts.functions.isEmpty else {
            throw InputError(
                .notFound, "`\(packages.joined(separator: " "))` names no package with functions in \(folder)")
        }
        (facts.toolchain, facts.platform) = try environment()
        return facts
    }

    /// Runs the go command while `body` reads what it and its compilers say; both streams come through one pipe.
    /// - Throws: `notFound` with what to do when it is not there; what `body` throws.
    static func run<Result>(_ words: [String], _ body: (PipedProgram) throws -> Result) throws -> Result {
        do { return try ToolProgram.run(words, body) } catch let error as InputError where error.code == .notFound {
            throw InputError(
                .notFound,
                words[0] == "go"
                    ? "the go command is not in PATH: put Go's folder bin there, or give what it printed as a file"
                    : "there is no go command `\(words[0])`: name one, or put Go's folder bin in PATH")
        }
    }

    /// `go1.27.3` and `linux/amd64`, as the folder's go.mod has it.
    private func environment() throws -> (String, String) {
        let lines = try Self.output([program, "env", "-C", folder, "GOVERSION", "GOOS", "GOARCH"])
            .split(separator: "\n").map(String.init)
        guard lines.count == 3 else { return ("", "") }
        return (lines[0], "\(lines[1])/\(lines[2])")
    }

    /// What a program prints on standard output, without the line feeds at the end.
    /// - Throws: `inputOutput` when it fails, with what it says on standard error.
    static func output(_ words: [String]) throws -> String {
        let errors = try CopiedErrors(of: words[0], isShown: false)
        let (text, ending) = try ToolProgram.run(words, errors: errors) { run in
            let input = SequentialInput(descriptor: run.descriptor, name: words[0])
            var bytes: [UInt8] = []
            while try input.read(1 << 16, into: &bytes) == 1 << 16 {}
            return (Self.text(bytes), run.wait())
        }
        guard ending == .exited(0) else {
            errors.wait(seconds: 2)
            // What went wrong stands behind remarks and warnings.
            let said = Self.text(Array(errors.tail.array.suffix(1000)))
            throw InputError(
                .inputOutput, "`\(words.joined(separator: " "))` failed\(said.isEmpty ? "" : ": \(said)")")
        }
        return text
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var bytes = bytes
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
