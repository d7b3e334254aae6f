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
        let run = try Self.start(words)
        var reader = CompilerOutputReader()
        let output = try reader.read(SequentialInput(descriptor: run.descriptor, name: "\(program) build"))
        guard case .exited(0) = run.wait() else {
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

    /// Starts the go command.
    /// - Throws: `notFound` with what to do when it is not there.
    static func start(_ words: [String]) throws -> PipedProgram {
        do { return try PipedProgram(words) } catch let error as InputError where error.code == .notFound {
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

    /// What a program prints, without the line feed at the end.
    /// - Throws: `inputOutput` when it fails, with what it says.
    static func output(_ words: [String]) throws -> String {
        let run = try PipedProgram(words)
        let input = SequentialInput(descriptor: run.descriptor, name: words[0])
        var bytes: [UInt8] = []
        while try input.read(1 << 16, into: &bytes) == 1 << 16 {}
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        guard case .exited(0) = run.wait() else {
            throw InputError(.inputOutput, "`\(words.joined(separator: " "))` failed: \(text.prefix(500))")
        }
        return text
    }
}
