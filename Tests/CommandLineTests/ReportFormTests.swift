import TestSupport
import Testing

/// `sonde why` in all its forms, on real evidence.
@Suite struct ReportFormTests {
    static let hasSchemas = (try? Command.run("python3", ["-c", "import jsonschema"]).succeeded) ?? false

    /// What is wrong with a report by the schema that users get; nil when nothing is.
    private func problem(_ report: String) throws -> String? {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)), key=str)
            if errors: sys.exit(errors[0].json_path + ": " + errors[0].message)
            """
        let result = try Command.run(
            "python3", ["-c", program, Repository.path("Documentation/report.schema.json")], input: Array(report.utf8))
        return result.succeeded ? nil : result.error
    }

    @Test(.enabled(if: hasSchemas, "python3 has no jsonschema"), arguments: ["stuck.txt", "counted.txt"])
    func reportsOfDumpsFollowTheSchema(dump: String) throws {
        #expect(try problem(try CommandLine.run("why", dump, "--format", "json").output) == nil)
    }

    @Test(.enabled(if: hasSchemas, "python3 has no jsonschema"))
    func reportsOfTracesAndProcessesFollowTheSchema() throws {
        let trace = try TracedProgram(
            .zoo, "stuck", version: GoToolchain.newestVersion, arguments: ["-for", "1s"]
        ).trace()
        #expect(try problem(try CommandLine.run("why", trace, "--format", "json").output) == nil)
        let program = try GoProgram.build(
            source: "package main\n\nimport \"time\"\n\nfunc main() { time.Sleep(time.Hour) }\n",
            toolchain: GoToolchain.newest())
        let live = try CommandLine.run("why", "--format", "json", "--duration", "500ms", "--", program.executable)
        #expect(live.status.code == 0, "\(live.error)")
        #expect(try problem(live.output) == nil)
    }

    /// Documents are the same wherever they are written to.
    @Test(arguments: [("markdown", "# Why: stuck.nil-channel\n"), ("html", "<!doctype html>\n")])
    func documentsAreWritten(format: String, start: String) throws {
        let narrow = try CommandLine.run("why", "stuck.txt", "--format", format, width: 20)
        #expect(narrow.status.code == 0 && narrow.error.isEmpty, "\(narrow.error)")
        #expect(narrow.output.hasPrefix(start))
        #expect(narrow.output.contains("stuck.nil-channel"))
        let wide = try CommandLine.run(
            "why", "stuck.txt", "--format", format, width: 200, environment: ["NO_COLOR": "1"])
        #expect(wide.output == narrow.output)
        let failing = try CommandLine.run("why", "stuck.txt", "--format", format, "--fail-on", "info")
        #expect(failing.status.code == 1 && failing.output == wide.output)
    }

    /// The walk is in every form that is asked for it.
    @Test(arguments: ["text", "json", "markdown", "html"])
    func theWalkIsInEveryForm(format: String) throws {
        let report = try CommandLine.run("why", "stuck.txt", "--explain", "--format", format)
        #expect(report.output.contains("build.debug-flags"), "\(report.error)")
    }

    @Test func onlyWhyIsADocument() throws {
        for (arguments, forms) in [
            (["why"], "'text', 'json', 'markdown' or 'html'"), (["goroutines"], "'text' and 'json'"),
        ] {
            for form in ["xml", "HTML"] + (arguments == ["why"] ? [] : ["html"]) {
                let result = try SondeProgram.run(arguments + ["stuck.txt", "--format", form], folder: Golden.folder)
                #expect(result.status.code == 2 && result.output.isEmpty)
                #expect(result.error.contains(form) && result.error.contains(forms), "\(result.error)")
            }
        }
    }
}
