import Glibc
import TestSupport
import Testing

/// What the go command says on standard error beside a value is no part of the value.
@Suite struct BuildToolOutputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Files.write("module example.org/values\n\ngo 1.21\n", to: folder.file("go.mod"))
        try Files.write("package values\n\nfunc Double(x int) int { return 2 * x }\n", to: folder.file("values.go"))
    }

    /// `sonde build facts` with a go command that does something of its own when it is asked for its environment.
    private func facts(_ toolchain: GoToolchain, asked what: String) throws -> CommandResult {
        let script = """
            #!/bin/sh
            if [ "$1" = env ]; then
                \(what)
            fi
            exec \(toolchain.root)/bin/go "$@"

            """
        try Files.write(script, to: folder.file("bin/go"))
        _ = chmod(folder.file("bin/go"), 0o755)
        var environment = BuildCommandLine.environment(toolchain)
        environment["PATH"] = "\(folder.file("bin")):\(environment["PATH"] ?? "")"
        return try SondeProgram.run(["build", "facts", "."], environment: environment, folder: folder.path)
    }

    @Test func warningsAreNoValues() throws {
        let toolchain = try GoToolchain.newest()
        try Files.makeDirectory(folder.file("bin"))
        let plain = try facts(toolchain, asked: "true")
        try #require(plain.succeeded, "\(plain.error)")
        #expect(plain.output.contains("go\(toolchain.version)"), "\(plain.output)")
        let warned = try facts(
            toolchain, asked: "echo 'go: downloading go1.99.9 (linux/amd64)' >&2; echo 'warning: GOPATH set' >&2")
        #expect(warned.succeeded && warned.output == plain.output, "\(warned.output)\(warned.error)")
    }

    @Test func errorsAreSaid() throws {
        try Files.makeDirectory(folder.file("bin"))
        let result = try facts(
            .newest(), asked: "echo half a value; echo 'warning: GOPATH set' >&2; echo 'go: no such land' >&2; exit 3")
        #expect(result.status.code == 2 && result.output.isEmpty)
        #expect(result.error.contains("env -C . GOVERSION GOOS GOARCH` failed: warning: GOPATH set"), "\(result.error)")
        #expect(result.error.contains("go: no such land") && !result.error.contains("half a value"))
    }
}
