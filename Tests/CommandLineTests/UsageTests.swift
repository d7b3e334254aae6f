import TestSupport
import Testing

@Suite struct UsageTests {
    /// Arguments that make no sense: status 2, nothing on standard output, one message that names the mistake.
    @Test(arguments: [
        (["frob"], "frob"),
        (["why"], "Name a target"),
        (["why", "--duration", "soon", "stuck.txt"], "soon"),
        (["why", "--duration", "-5s", "stuck.txt"], "duration"),
        (["why", "--format", "xml", "stuck.txt"], "xml"),
        (["why", "--fail-on", "ok", "stuck.txt"], "ok"),
        (["why", "stuck.txt", "--", "true"], "not both"),
        (["why", "stuck.txt", "--nonsense"], "--nonsense"),
        (["why", ""], "target is empty"),
        (["why", "name:"], "name:"),
        (["why", "pid:x"], "pid:"),
        (["goroutines"], "target"),
        (["goroutines", "stuck.txt", "--group-by", "colour"], "colour"),
        (["goroutines", "stuck.txt", "--label", "novalue"], "novalue"),
        (["goroutines", "stuck.txt", "--where", "age >"], "age >"),
        (["goroutines", "stuck.txt", "--watch", "1ms"], "100ms"),
        (["goroutines", "stuck.txt", "--watch", "1s", "--save", "x"], "not both"),
        (["goroutines", "diff", "stuck.txt"], "after"),
        (["goroutines", "diff", "-", "-"], "standard input"),
        (["causes", "no-such-cause"], "no-such-cause"),
        (["completions", "tcsh"], "tcsh"),
        (["build", "info", "http://127.0.0.1"], "no executable"),
    ])
    func wrongArgumentsExitWithTwo(arguments: [String], word: String) throws {
        let result = try SondeProgram.run(arguments, folder: Golden.folder)
        #expect(result.status.code == 2)
        #expect(result.output.isEmpty)
        #expect(result.error.hasPrefix("Error: "))
        #expect(result.error.contains(word), "\(result.error)")
    }

    @Test(arguments: [
        [], ["why"], ["ps"], ["goroutines"], ["goroutines", "diff"], ["build"], ["build", "info"], ["causes"],
        ["doctor"], ["completions"],
    ])
    func everyCommandHelps(command: [String]) throws {
        let result = try SondeProgram.run(command + ["--help"], environment: ["COLUMNS": "80"])
        #expect(result.status.code == 0)
        #expect(result.error.isEmpty)
        #expect(result.output.contains("USAGE: sonde"))
        if command != ["build"] { #expect(result.output.contains("EXAMPLES\n  ")) }
    }

    @Test func helpOfGoroutinesShowsItsOptions() throws {
        for arguments in [["goroutines", "--help"], ["help", "goroutines"], ["goroutines", "-h"]] {
            let output = try SondeProgram.run(arguments).output
            #expect(output.contains("--group-by"), "\(arguments)")
            #expect(output.contains("sonde goroutines diff"), "\(arguments)")
        }
    }

    @Test func noArgumentsShowHelp() throws {
        let result = try SondeProgram.run([])
        #expect(result.status.code == 0)
        #expect(result.output.contains("SUBCOMMANDS"))
    }

    @Test func theVersionIsOneLine() throws {
        let result = try SondeProgram.run(["--version"])
        #expect(result.status.code == 0)
        #expect(result.output.hasPrefix("sonde ") && result.output.split(separator: "\n").count == 1)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsAreScripts(shell: String) throws {
        let result = try SondeProgram.run(["completions", shell])
        #expect(result.status.code == 0)
        #expect(result.output.contains("goroutines"))
    }
}
