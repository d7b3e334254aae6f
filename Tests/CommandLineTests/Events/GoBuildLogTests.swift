import TestSupport
import Testing

/// `sonde events` on what the go command writes of a build.
struct GoBuildLogTests {
    @Test func allThreeAreRead() throws {
        let folder = try TemporaryFolder()
        try Files.write(
            "package main\n\nimport \"unicode/utf8\"\n\nfunc main() { println(utf8.RuneLen('x')) }\n",
            to: folder.file("main.go"))
        let result = try GoToolchain.newest().run(
            [
                "build", "-a", "-x", "-debug-trace=trace.json", "-debug-actiongraph=graph.json", "-o", "program",
                "main.go",
            ],
            folder: folder.path)
        try #require(result.succeeded, "\(result.error)")
        try Files.write(result.errorBytes, to: folder.file("steps"))
        for (file, expected) in [
            ("graph.json", ["build", "runtime", "-pack"]), ("trace.json", ["Executing action", "build runtime"]),
            ("steps", ["compile", "/b001/"]),
        ] {
            let listed = try SondeProgram.run(["events", "list", folder.file(file), "--format", "json"])
            #expect(listed.succeeded && listed.error.isEmpty, "\(file): \(listed.error)")
            for text in expected { #expect(listed.output.contains(text), "\(file) shows no \(text)") }
            let summary = try SondeProgram.run(["events", "summary", folder.file(file)])
            #expect(summary.succeeded, "\(file): \(summary.error)")
        }
        let path = try SondeProgram.run(["events", "path", folder.file("graph.json"), "--all"])
        #expect(path.output.contains("compile runtime") && path.output.contains("link main"), "\(path.output)")
        let why = try SondeProgram.run(["why", folder.file("graph.json")])
        #expect(why.succeeded && why.output.contains("build.cache-miss"), "\(why.output) \(why.error)")
    }

    @Test func otherJSONIsRefused() throws {
        let folder = try TemporaryFolder()
        let unknown = "is no system activity"
        for (text, reason) in [
            ("[]", unknown), ("[{\"a\": 1}]", unknown), ("{\"Mode\": \"build\"}", unknown),
            ("[{\"Mode\": 3}]", "is no list of actions"), ("[{\"ph\": \"B\"", "the JSON ends before its value does"),
            ("WORK=\n", "no line says WORK="),
        ] {
            try Files.write(text, to: folder.file("log"))
            let result = try SondeProgram.run(["events", "list", folder.file("log")])
            #expect(result.status.code == 2 && result.error.contains(reason), "\(text): \(result.error)")
        }
    }
}
