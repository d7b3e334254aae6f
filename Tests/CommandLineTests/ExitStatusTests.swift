import TestSupport
import Testing

@Suite struct ExitStatusTests {
    /// The dump has findings of severity warning and none that is critical.
    @Test(
        arguments: [
            ([], 0), (["--fail-on", "critical"], 0), (["--fail-on", "warning"], 1), (["--fail-on", "info"], 1),
        ] as [([String], Int32)])
    func failOnDecidesTheStatus(options: [String], status: Int32) throws {
        for format in ["text", "json"] {
            let result = try SondeProgram.run(
                ["why", "stuck.txt", "--format", format] + options, folder: Golden.folder)
            #expect(result.status.code == status)
            #expect(result.output.contains("stuck.nil-channel"))
            #expect(result.error.isEmpty)
        }
    }

    @Test func aHealthyTargetNeverFails() throws {
        let folder = try TemporaryFolder()
        try Files.write(
            """
            goroutine 1 [running]:
            main.main()
            \t/src/main.go:9 +0x1d
            """, to: folder.file("idle.txt"))
        let result = try SondeProgram.run(["why", "idle.txt", "--fail-on", "info"], folder: folder.path)
        #expect(result.status.code == 0, "\(result.output)")
        #expect(result.output.contains("OK healthy"))
    }
}
