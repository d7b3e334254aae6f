import Glibc
import TestSupport
import Testing

/// Revisions of a repository are built in a folder of their own, which is gone afterwards whatever happens, and nothing of
/// the user's is touched.
@Suite struct BuildRevisionTests {
    /// A repository with two revisions, and a change in the working tree that is not committed.
    private struct Repository {
        let folder: TemporaryFolder
        var path: String { folder.file("work") }
        var temporary: String { folder.file("tmp") }

        init() throws {
            folder = try TemporaryFolder()
            try Files.makeDirectory(temporary)
            try FiftyFunctions().write(to: path + "/service")
            try git("init", "--quiet")
            try git("add", "--all")
            try git("commit", "--quiet", "--message", "One")
            try FiftyFunctions(.boundsCheckAdded).write(to: path + "/service")
            try git("commit", "--quiet", "--all", "--message", "Two")
            try Files.write("package main\n\nfunc uncommitted() {}\n", to: path + "/service/other.go")
            // What a checkout must not run.
            try Files.write("#!/bin/sh\ntouch \(folder.file("hook-ran"))\n", to: path + "/.git/hooks/post-checkout")
            _ = chmod(path + "/.git/hooks/post-checkout", 0o755)
        }

        @discardableResult
        func git(_ words: String...) throws -> String {
            let who = ["-c", "user.name=Zoo", "-c", "user.email=zoo@example.org"]
            let result = try Command.run("git", who + words, folder: path)
            guard result.succeeded else { throw TestSupportError("git \(words) failed: \(result.error)") }
            return result.output
        }

        /// All that could be touched.
        func state() throws -> String {
            try git("status", "--porcelain") + git("worktree", "list") + git("rev-parse", "HEAD")
                + Files.text(path + "/service/main.go")
        }

        func expectNothingLeft() throws {
            let left = try Files.entries(of: temporary).flatMap { name in
                try Files.entries(of: "\(temporary)/\(name)").map { "\(name)/\($0)" }
            }
            #expect(left == [])
            let noted = path + "/.git/worktrees"
            #expect(try !Files.exists(noted) || Files.entries(of: noted) == [])
            #expect(!Files.exists(folder.file("hook-ran")))
        }
    }

    @Test func revisionsAreCompared() throws {
        let repository = try Repository()
        let before = try repository.state()
        let toolchain = try GoToolchain.newest()
        for (sides, functions) in [
            (["HEAD~1", "HEAD"], ["loop4"]), (["HEAD~1"], ["loop4", "uncommitted"]), (["HEAD"], ["uncommitted"]),
        ] {
            let result = try BuildCommandLine.run(
                ["diff"] + sides + ["--format", "json"], toolchain, folder: repository.path + "/service",
                environment: ["TMPDIR": repository.temporary])
            #expect(result.succeeded, "\(result.error)")
            #expect(try BuildDiffDocument(result.output).order == functions)
            #expect(try repository.state() == before)
            try repository.expectNothingLeft()
        }
    }

    @Test func whatIsNoRevisionIsSaid() throws {
        let repository = try Repository()
        let result = try BuildCommandLine.run(
            ["diff", "nowhere"], .newest(), folder: repository.path, environment: ["TMPDIR": repository.temporary])
        #expect(result.status.code == 2)
        #expect(result.error.contains("nowhere: is neither a file, nor a folder, nor a revision"), "\(result.error)")
        try repository.expectNothingLeft()
    }

    /// Ctrl-C while the go command is at it.
    @Test(arguments: [SIGINT, SIGTERM]) func interruptionRemovesTheFolder(signal: Int32) throws {
        let repository = try Repository()
        let before = try repository.state()
        let slow = repository.folder.file("slow-go")
        try Files.write(
            "#!/bin/sh\nls > \(repository.folder.file("begun")).new\n"
                + "mv \(repository.folder.file("begun")).new \(repository.folder.file("begun"))\nexec sleep 100\n",
            to: slow)
        _ = chmod(slow, 0o755)
        let running = try SondeProgram.start(
            ["build", "diff", "HEAD~1", "--go-old", slow],
            environment: BuildCommandLine.environment(try .newest()).merging(["TMPDIR": repository.temporary]) { $1 },
            wrapper: ["sh", "-c", "cd \(repository.path)/service && exec \"$@\"", "sh"])
        let begun = ContinuousClock.now
        while !Files.exists(repository.folder.file("begun")), begun.duration(to: .now) < .seconds(60) {
            try #require(running.isRunning, "\(running.errorText)")
            usleep(10_000)
        }
        #expect(try repository.git("worktree", "list").split(separator: "\n").count == 2)
        running.signal(signal)
        let status = try running.waitForExit()
        #expect(status.code == 128 + signal)
        running.close()
        try repository.expectNothingLeft()
        #expect(try repository.state() == before)
    }

    @Test func aBuildThatFailsLeavesNothing() throws {
        let repository = try Repository()
        try Files.write("package main\n\nfunc main() { undefined() }\n", to: repository.path + "/service/main.go")
        try repository.git("commit", "--quiet", "--all", "--message", "Broken")
        let result = try BuildCommandLine.run(
            ["diff", "HEAD"], .newest(), folder: repository.path + "/service",
            environment: ["TMPDIR": repository.temporary])
        #expect(result.status.code == 2)
        #expect(result.error.contains("undefined: undefined"), "\(result.error)")
        try repository.expectNothingLeft()
    }
    /// What somebody does to the folder while the go command is at it: git does not remove it as usual then.
    @Test(
        arguments: [
            // The folder is gone, or a part of it.
            "rm -rf \"$top\"", "rm -f \"$top/.git\"", "rm -rf \"$top/service\"",
            // It takes force to remove it: it is locked, or has files that are not git's.
            "git -C \"$top\" worktree lock \"$top\"", "echo > \"$top/other\"",
            "git -C \"$top\" worktree lock \"$top\"; rm -rf \"$top\"",
            // A git that does not remove folders, and one that cannot remove what is left of them.
            "touch \"$bin/refuses\"", "touch \"$bin/refuses\"; rm -rf \"$top\"",
        ])
    func nothingIsLeftOfADamagedFolder(damage: String) throws {
        let repository = try Repository()
        let before = try repository.state()
        let bin = repository.folder.file("bin")
        try Files.makeDirectory(bin)
        let git = try Command.run("sh", ["-c", "command -v git"]).output.dropLast()
        let scripts = [
            "git": """
            if [ "$1 $2" = "worktree remove" ] && [ -e \(bin)/refuses ]; then exit 1; fi
            exec \(git) "$@"
            """,
            "damaging-go": """
            bin=\(bin)
            top=$(git -C "$3" rev-parse --show-toplevel)
            \(damage)
            touch \(bin)/done
            exit 1
            """,
        ]
        for (name, text) in scripts {
            try Files.write("#!/bin/sh\n\(text)\n", to: "\(bin)/\(name)")
            _ = chmod("\(bin)/\(name)", 0o755)
        }
        var environment = ["TMPDIR": repository.temporary]
        environment["PATH"] = "\(bin):\(BuildCommandLine.environment(try .newest())["PATH"] ?? "")"
        let result = try BuildCommandLine.run(
            ["diff", "HEAD~1", "--go-old", bin + "/damaging-go"], .newest(), folder: repository.path + "/service",
            environment: environment)
        #expect(result.status.code == 2 && Files.exists(bin + "/done"), "\(result.error)")
        try repository.expectNothingLeft()
        #expect(try repository.state() == before)
    }
}
