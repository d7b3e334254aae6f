import Glibc
import Host
import TestSupport
import Testing
import Wire

/// Programs that sonde runs for their output: what is read of them, how they ended, and that they can be ended.
@Suite struct PipedProgramTests {
    private func read(_ program: PipedProgram) throws -> String {
        var bytes: [UInt8] = []
        _ = try SequentialInput(descriptor: program.descriptor, name: "a program").read(1 << 20, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func line(_ program: PipedProgram) throws -> String {
        let input = SequentialInput(descriptor: program.descriptor, name: "a program")
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "\n"), try input.read(1, into: &bytes) == 1 {}
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    @Test func bothStreamsComeThroughOnePipe() throws {
        let program = try PipedProgram(["sh", "-c", "echo one; echo two >&2; echo three; exit 7"])
        #expect(try read(program) == "one\ntwo\nthree\n")
        #expect(program.wait() == .exited(7))
        #expect(program.wait() == .exited(7))
    }

    @Test func standardErrorIsKeptApart() throws {
        let errors = try CopiedErrors(of: "sh", isShown: false)
        let program = try PipedProgram(["sh", "-c", "echo one; echo two >&2; kill -9 $$"], errors: errors)
        #expect(try read(program) == "one\n")
        #expect(program.wait() == .signalled(SIGKILL))
        errors.wait(seconds: 60)
        #expect(errors.tail.string == "two\n")
    }

    @Test func thereIsNoInputAndNoSignalIsHeldBack() throws {
        let program = try PipedProgram(["sh", "-c", "cat; grep -e SigBlk -e SigIgn /proc/self/status"])
        let lines = try read(program).split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(lines.map(\.first) == ["SigBlk:", "SigIgn:"])
        for line in lines {
            let signals = try #require(UInt64(line.last ?? "", radix: 16))
            for number in [SIGPIPE, SIGINT, SIGTERM] { #expect(signals >> UInt64(number - 1) & 1 == 0, "\(line)") }
        }
    }

    @Test func whatIsNotThereIsSaid() {
        #expect { try PipedProgram(["no-such-program-of-sonde"]) } throws: { ($0 as? InputError)?.code == .notFound }
        #expect { try PipedProgram([]) } throws: { ($0 as? InputError)?.code == .usage }
    }

    /// One that does as it is told, in its own time, and one that does not listen.
    @Test(arguments: [("", 60_000_000_000), ("trap '' TERM; ", 100_000_000)])
    func allThatItStartedIsEnded(habit: String, grace: Int64) throws {
        let program = try PipedProgram(
            ["sh", "-c", habit + "sleep 1000000 & (sleep 1000001 & echo $$ $!; wait) & echo $$ $!; wait"])
        let ids = try [line(program), line(program)].flatMap { $0.split(separator: " ").compactMap { Int32($0) } }
        try #require(ids.count == 4)
        program.end(grace: grace)
        #expect(program.wait() == .signalled(habit.isEmpty ? SIGTERM : SIGKILL))
        // The pipe ends with the last that has it.
        #expect(try read(program) == "")
        #expect(!Files.exists("/proc/\(ids[0])"))
    }

    @Test func whatNobodyWaitsForIsEnded() throws {
        var program: PipedProgram? = try PipedProgram(["sh", "-c", "echo $$; exec sleep 1000000"])
        let id = try program.map(line) ?? ""
        #expect(Files.exists("/proc/\(id)/stat"))
        program = nil
        #expect(!Files.exists("/proc/\(id)"))
    }
}
