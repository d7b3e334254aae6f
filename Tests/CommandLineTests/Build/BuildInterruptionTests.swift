import Glibc
import TestSupport
import Testing

/// sonde is interrupted while it reads what the go command says: that ends, too, with all that it started.
@Suite struct BuildInterruptionTests {
    /// A package with a `go` in PATH that goes on without end beside a compiler of its own.
    private struct Endless {
        let folder: TemporaryFolder
        var package: String { folder.file("package") }

        init(_ habit: String) throws {
            folder = try TemporaryFolder()
            try Files.makeDirectory(package)
            try Files.write("module example.org/endless\n\ngo 1.21\n", to: package + "/go.mod")
            try Files.write("package endless\n", to: package + "/endless.go")
            try Files.write("sonde.build.facts/1\npackage a\nfunc F\n", to: folder.file("old.facts"))
            try Files.makeDirectory(folder.file("bin"))
            try Files.write(
                """
                #!/bin/sh
                \(habit)
                sleep 1000000 &
                echo $$ $! > \(folder.file("ids.new"))
                mv \(folder.file("ids.new")) \(folder.file("ids"))
                exec sleep 1000000

                """, to: folder.file("bin/go"))
            _ = chmod(folder.file("bin/go"), 0o755)
        }

        func start(_ arguments: [String], wrapper: [String] = []) throws -> RunningProgram {
            let search = currentEnvironment()["PATH"] ?? "/usr/bin:/bin"
            return try SondeProgram.start(
                ["build"] + arguments.map { $0 == "OLD" ? folder.file("old.facts") : $0 },
                environment: ["PATH": "\(folder.file("bin")):\(search)"],
                wrapper: wrapper + ["sh", "-c", "cd \(package) && exec \"$@\"", "sh"])
        }

        /// Ids of the go command and of its compiler, once both run.
        func ids(_ sonde: RunningProgram) throws -> [String] {
            let begun = try eventually(within: .seconds(60)) {
                try #require(sonde.isRunning, "\(sonde.errorText)")
                return Files.exists(folder.file("ids"))
            }
            try #require(begun)
            return try Files.text(folder.file("ids")).split(whereSeparator: \.isWhitespace).map(String.init)
        }

        func expectNothingLeft(_ ids: [String]) throws {
            try #require(ids.count == 2)
            defer { for id in ids where Files.exists("/proc/\(id)") { kill(Int32(id) ?? 0, SIGKILL) } }
            // sonde took notice of the end of the go command; that of the compiler is another's business by then.
            #expect(!Files.exists("/proc/\(ids[0])"))
            let isOver = eventually {
                let state = (try? Files.text("/proc/\(ids[1])/stat"))?.split(separator: ")").last?.prefix(2)
                return state == nil || state == " Z"
            }
            #expect(isOver)
            #expect(try Files.entries(of: package).sorted() == ["endless.go", "go.mod"])
        }
    }

    @Test(
        arguments: [["facts"], ["explain"], ["diff", "OLD", "."], ["gate", "--baseline", "OLD"]], [SIGTERM, SIGINT])
    func theGoCommandIsEnded(command: [String], signal: Int32) throws {
        let endless = try Endless("")
        let sonde = try endless.start(command)
        let ids = try endless.ids(sonde)
        sonde.signal(signal)
        #expect(try sonde.waitForExit(within: .seconds(300)).code == 128 + signal)
        try endless.expectNothingLeft(ids)
        #expect(sonde.errorText == "")
    }

    @Test func oneThatDoesNotListenIsEnded() throws {
        let endless = try Endless("trap '' TERM INT")
        let sonde = try endless.start(["facts"])
        let ids = try endless.ids(sonde)
        sonde.signal(SIGTERM)
        #expect(try sonde.waitForExit(within: .seconds(300)).code == 128 + SIGTERM)
        try endless.expectNothingLeft(ids)
    }

    /// As a terminal does it: the go command is gone before sonde has asked it to go.
    @Test(arguments: 0..<5) func theInterruptionOfAllIsNoFailureOfTheBuild(_: Int) throws {
        let endless = try Endless("")
        let sonde = try endless.start(["facts"], wrapper: ["setsid"])
        let ids = try endless.ids(sonde)
        try #require(getpgid(sonde.processID) == sonde.processID)
        kill(-sonde.processID, SIGINT)
        #expect(try sonde.waitForExit(within: .seconds(300)).code == 128 + SIGINT)
        #expect(sonde.errorText == "")
        #expect(!Files.exists("/proc/\(ids[0])"))
        // A shell has what it starts in the background ignore Ctrl-C.
        for id in ids where Files.exists("/proc/\(id)") { kill(Int32(id) ?? 0, SIGKILL) }
    }
}
