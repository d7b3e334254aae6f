import Glibc
import TestSupport
import Testing

/// The test machinery itself.
@Suite struct TestSupportTests {
    @Test func runCollectsBothOutputsAndTheStatus() throws {
        let text = String(repeating: "0123456789abcdef\n", count: 20_000)
        let script = "cat; head -c 300000 /dev/zero >&2; exit 7"
        let result = try Command.run("sh", ["-c", script], input: Array(text.utf8))
        #expect(result.output == text)
        #expect(result.errorBytes.count == 300_000)
        #expect(result.status.code == 7)
        #expect(!result.succeeded)
    }

    @Test func runUsesTheFolderAndTheEnvironment() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "sh", ["-c", "pwd; echo $ANIMAL"], environment: ["ANIMAL": "gopher", "PATH": "/usr/bin:/bin"],
            folder: folder.path)
        #expect(result.output == folder.path + "\ngopher\n")
    }

    @Test func runGivesUpAtItsDeadline() {
        #expect(throws: TestSupportError.self) {
            try Command.run("sleep", ["100"], within: .milliseconds(100))
        }
    }

    @Test func aProgramThatIsMissingIsAnError() {
        #expect(throws: TestSupportError.self) { try Command.run("/nowhere/at/all") }
    }

    @Test func aRunningProgramAnswersAndIsEnded() throws {
        let program = try RunningProgram(
            "sh", ["-c", "echo first; echo ready 42; while read line; do echo got $line; done"])
        #expect(try program.waitForLine() == "ready 42")
        try program.writeLine("something")
        #expect(try program.readLine() == "got something")
        #expect(program.isRunning)
        program.close()
        #expect(!program.isRunning)
        #expect(kill(program.processID, 0) == -1)
        #expect(throws: TestSupportError.self) { try program.writeLine("after the end") }
    }

    @Test func waitingForALineFailsWhenTheProgramEnds() throws {
        let program = try RunningProgram("sh", ["-c", "echo not yet; echo trouble >&2"])
        #expect {
            try program.waitForLine()
        } throws: { error in
            "\(error)".contains("trouble") && "\(error)".contains("ended before")
        }
    }

    @Test func hostileInputsAreReproducibleAndDiffer() {
        let bytes = [UInt8](0..<100)
        #expect(Hostile.truncations(of: bytes).map(\.bytes.count) == Array(0..<100))
        for make in [
            { Array(Hostile.bitFlips(of: bytes, count: 50, seed: $0)) },
            { Array(Hostile.absurdIntegers(of: bytes, count: 50, seed: $0)) },
        ] {
            let first = make(1)
            #expect(first.map(\.bytes) == make(1).map(\.bytes))
            #expect(first.map(\.bytes) != make(2).map(\.bytes))
            #expect(first.allSatisfy { $0.bytes.count == bytes.count })
            #expect(first.contains { $0.bytes != bytes })
        }
        #expect(Hostile.all(of: [], seed: 1).map(\.bytes).isEmpty)
    }

    @Test func aGoProgramIsBuiltOnceAndRuns() throws {
        let toolchain = try GoToolchain.newest()
        let source = "package main\n\nfunc main() { println(\"ready\"); select {} }\n"
        let program = try GoProgram.build(source: source, toolchain: toolchain)
        let again = try GoProgram.build(source: source, toolchain: toolchain)
        #expect(program.executable == again.executable)
        let other = try GoProgram.build(source: source, toolchain: toolchain, flags: ["-ldflags=-s -w"])
        #expect(program.executable != other.executable)
        // The program's only goroutine waits for ever, which the runtime notices by itself.
        let result = try Command.run(program.executable)
        #expect(result.status.code == 2)
        #expect(result.error.contains("all goroutines are asleep"))
    }
}
