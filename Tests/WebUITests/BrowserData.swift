import TestSupport
import Testing
import Wire

/// What the scenarios open: made by real programs.
struct BrowserData {
    private let folder: TemporaryFolder
    private var texts: [String: String] = [:]
    /// Functions of the profile with their own and inclusive milliseconds, as pprof has them.
    private var top: [(name: String, flat: Double, cumulative: Double)] = []

    init(_ folder: TemporaryFolder) throws {
        self.folder = folder
        texts["sonde"] = try #require(SondeProgram.path)
        let chromium = try Command.run("sh", ["-c", "command -v chromium"]).output
        texts["chromium"] = String(try #require(chromium.split(separator: "\n").first))
        try Files.write(Array("neither this nor that \u{1}\u{2}".utf8), to: folder.file("nothing"))
        texts["nothing"] = folder.file("nothing")
        try addTrace()
        try addProfiles()
        try addCompiler()
        try addGoroutines()
        try addActivity()
    }

    private mutating func addTrace() throws {
        let trace = try TracedProgram(.zoo, "checkout", version: GoToolchain.newest().version).trace()
        texts["trace"] = trace
        let why = try SondeProgram.run(["why", trace, "--format", "json"])
        let line = try #require(why.output.split(separator: "\n").first { $0.contains("\"cause\": \"") })
        texts["traceCause"] = String(try #require(line.split(separator: "\"").dropFirst(3).first))
    }

    private mutating func addProfiles() throws {
        for (key, name) in [("profile", "a"), ("otherProfile", "b")] {
            try Files.makeDirectory(folder.file(name))
            let program = try ProfiledProgram.run(
                GoToolchain.newest().version, isPositionIndependent: false, folder: folder.file(name))
            texts[key] = folder.file(name) + "/cpu"
            texts["program"] = program
        }
        texts["function"] = "main.main"
        texts["heap"] = folder.file("a") + "/heap"
        let report = try Pprof.run(["-top", "-unit=ms", "-nodecount=8", try #require(texts["profile"])])
        try #require(report.succeeded, "\(report.error)")
        for line in report.output.split(separator: "\n") {
            // flat, flat%, sum%, cum, cum%, name
            let fields = line.split(separator: " ")
            guard fields.count == 6, let flat = Double(fields[0].replacing("ms", with: "")),
                let cumulative = Double(fields[3].replacing("ms", with: ""))
            else { continue }
            top.append((String(fields[5]), flat, cumulative))
        }
        try #require(top.count > 3, "\(report.output)")
    }

    private mutating func addCompiler() throws {
        let toolchain = try GoToolchain.newest()
        let sources = folder.file("source")
        try Files.makeDirectory(sources)
        try Files.write(Array(ProfiledProgram.source.utf8), to: sources + "/main.go")
        try Files.write(Array("module fixture\n\ngo 1.21\n".utf8), to: sources + "/go.mod")
        let built = try toolchain.run(["build", "-gcflags=-m=2", "-o", "/dev/null", "."], folder: sources)
        try #require(built.succeeded, "\(built.error)")
        try Files.write(Array(built.error.utf8), to: folder.file("compiler.txt"))
        texts["compiler"] = folder.file("compiler.txt")
    }

    /// Programs that scenarios start and end themselves, and a dump.
    private mutating func addGoroutines() throws {
        let toolchain = try GoToolchain.newest()
        let causes = [
            "deadlock": "deadlock.mutex-three", "crowd": "contention.lock-across-io", "leak": "leak.goroutine",
        ]
        for (key, cause) in causes {
            texts[key] = try GoProgram.zoo("causes/" + cause, toolchain: toolchain).executable
        }
        let program = try GoProgram.zoo("everywait", toolchain: toolchain).start()
        _ = try program.waitForLine()
        try Files.write(try program.goroutineDumpByQuitting(), to: folder.file("dump.txt"))
        texts["dump"] = folder.file("dump.txt")
    }

    /// System calls of a program and all that it starts; by ptrace where nothing else is permitted.
    private mutating func addActivity() throws {
        let go = try GoToolchain.newest()
        let source = folder.file("built")
        try Files.makeDirectory(source)
        try Files.write(Array(ProfiledProgram.source.utf8), to: source + "/main.go")
        try Files.write(Array("module fixture\n\ngo 1.21\n".utf8), to: source + "/go.mod")
        let result = try SondeProgram.run(
            ["capture", "-o", folder.file("build.capture"), "--", go.go, "vet", "."],
            environment: ["GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOPROXY": "off"], folder: source)
        try #require(result.succeeded, "\(result.error)")
        texts["capture"] = folder.file("build.capture")
    }

    func json() -> [UInt8] {
        var json = JSONWriter(.pretty)
        json.object { json in
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) { json.member(key, text) }
            json.member("top", array: top) { json, row in
                json.array { json in
                    json.value(row.name)
                    json.value(row.flat)
                    json.value(row.cumulative)
                }
            }
        }
        return json.bytes
    }
}
