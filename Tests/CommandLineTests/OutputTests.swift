import TestSupport
import Testing

@Suite struct OutputTests {
    @Test(arguments: [40, 80])
    func matchesTheGoldenFiles(width: Int) throws {
        for arguments in [
            ["goroutines", "stuck.txt"], ["goroutines", "stuck.txt", "--all"],
            ["goroutines", "stuck.txt", "--group-by", "creator"], ["goroutines", "counted.txt"],
            ["goroutines", "stuck.txt", "--label", "endpoint=_checkout", "--all-frames"],
            ["goroutines", "diff", "stuck.txt", "stuck.txt"],
            ["causes"],
        ] {
            let spelled = arguments.map { $0.hasPrefix("endpoint=") ? "endpoint=/checkout" : $0 }
            let result = try SondeProgram.run(
                spelled, environment: ["COLUMNS": String(width)], folder: Golden.folder)
            #expect(result.status.code == 0, "\(arguments): \(result.error)")
            #expect(result.error.isEmpty)
            Golden.expect(result.output, equals: arguments.joined(separator: " ") + " COLUMNS=\(width).txt")
        }
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func jsonMatchesTheGoldenFilesAndParses() throws {
        for arguments in [["goroutines", "stuck.txt"], ["goroutines", "stuck.txt", "--all"], ["causes", "deadlock"]] {
            let result = try SondeProgram.run(arguments + ["--format", "json"], folder: Golden.folder)
            #expect(result.status.code == 0, "\(arguments): \(result.error)")
            #expect(try Python.evaluate("d['schema'].startswith('sonde.')", on: result.output) == "True")
            Golden.expect(result.output, equals: arguments.joined(separator: " ") + " --format json.json")
        }
    }

    /// The groups hold what the dump says: 33 goroutines of which 5 receive and 3 wait for a lock.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func groupsHoldEveryGoroutineOnce() throws {
        let json = try CommandLine.run("goroutines", "stuck.txt", "--format", "json").output
        #expect(try Python.evaluate("sum(g['count'] for g in d['groups']) == d['total'] == 33", on: json) == "True")
        #expect(try Python.evaluate("len({i for g in d['groups'] for i in g['ids']})", on: json) == "33")
        let receivers = "[g['count'] for g in d['groups'] if g['frames'][0]['function'] == 'main.receive']"
        #expect(try Python.evaluate(receivers, on: json) == "[5]")
        let all = try CommandLine.run("goroutines", "stuck.txt", "--all", "--format", "json").output
        let joined = "sum(d['stacks'][g['stack']][0]['function'] == 'main.receive' for g in d['goroutines'])"
        #expect(try Python.evaluate(joined, on: all) == "5")
    }

    @Test(arguments: [20, 40, 60, 80])
    func nothingIsWiderThanTheTerminal(width: Int) throws {
        for arguments in [["why", "stuck.txt"], ["goroutines", "stuck.txt"], ["causes"], ["doctor"]] {
            let result = try SondeProgram.run(
                arguments, environment: ["COLUMNS": String(width)], folder: Golden.folder)
            for line in result.output.split(separator: "\n") where !line.contains("$ ") {
                #expect(line.count <= width, "\(arguments): \(line)")
            }
        }
    }

    @Test func colourIsForTerminalsAlone() throws {
        #expect(!(try CommandLine.run("why", "stuck.txt").output.contains("\u{1b}")))
        let terminal = "script -qec '\"$SONDE\" why stuck.txt' /dev/null"
        let colour = try CommandLine.shell(terminal, environment: ["TERM": "xterm"])
        #expect(colour.output.contains("\u{1b}[1;33mWARNING\u{1b}[0m"))
        for plain in [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"]] {
            let result = try CommandLine.shell(terminal, environment: plain)
            #expect(result.output.contains("WARNING"))
            #expect(!result.output.contains("\u{1b}"), "\(plain)")
        }
    }

    @Test func widthWithoutColumnsIsEighty() throws {
        let result = try CommandLine.shell("unset COLUMNS; \"$SONDE\" why stuck.txt")
        #expect(result.output == (try CommandLine.run("why", "stuck.txt", width: 80).output))
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        for arguments in [["why", "stuck.txt", "--format", "json"], ["goroutines", "stuck.txt", "--format", "json"]] {
            let first = try SondeProgram.run(arguments, folder: Golden.folder).output
            for _ in 0..<3 { #expect(try SondeProgram.run(arguments, folder: Golden.folder).output == first) }
        }
    }
}
