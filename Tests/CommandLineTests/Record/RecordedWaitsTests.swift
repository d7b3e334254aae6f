import Glibc
import GoProfile
import Host
import TestSupport
import Testing

/// `sonde profile record --off-cpu` on a program whose threads wait for known times.
@Suite(
    .serialized,
    .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
struct RecordedWaitsTests {
    private let folder: TemporaryFolder
    private let program: GoProgram

    init() throws {
        folder = try TemporaryFolder()
        program = try GoProgram.build(source: RecordedProgram.waits, toolchain: try GoToolchain.newest())
    }

    /// What the program and the kernel measured of a thread while it was in a function.
    private struct Measured {
        var seconds: Double
        /// In which it could run and did not, on a machine that others use too: part of no wait, or of the end of one.
        var delay: Double
        /// How often it gave up its processor by itself.
        var waits: Int

        init(_ function: String, _ output: String) throws {
            let line = try #require(output.split(separator: "\n").first { $0.hasPrefix(function + " ") }, "\(output)")
            let numbers = line.split(separator: " ").dropFirst().compactMap { Int($0) }
            try #require(numbers.count == 3, "\(output)")
            (seconds, delay, waits) = (Double(numbers[0]) / 1e9, Double(numbers[1]) / 1e9, numbers[2])
        }
    }

    /// All that a thread does in these functions is to wait.
    private static func expect(_ recorded: Double, isAllOf measured: Measured, _ function: String) {
        #expect(measured.seconds > 1.5, "\(function): \(measured)")
        #expect(recorded <= measured.seconds + 0.005, "\(function): \(recorded) of \(measured)")
        #expect(
            measured.seconds - measured.delay - recorded < 0.03 * measured.seconds,
            "\(function): \(recorded) of \(measured)")
    }

    private func record(_ arguments: [String]) throws -> (RecordedFile, output: String) {
        let file = folder.file("waits.pb.gz")
        let result = try SondeProgram.run(["profile", "record", "--off-cpu", "-o", file] + arguments)
        try #require(result.succeeded, "\(result.error)")
        return (try RecordedFile(file), result.output)
    }

    /// Seconds of waiting in stacks with a function.
    private func seconds(_ recorded: RecordedFile, _ function: String, not other: String = "-") -> Double {
        Double(recorded.sum(1) { $0.contains(function) && !$0.contains(other) }) / 1e9
    }

    @Test func waitsAddUpToTheTimeThatPassed() throws {
        let (recorded, output) = try record(["--", program.executable])
        let types = recorded.profile.sampleTypes.map { recorded.profile.text($0.type) }
        #expect(types == ["waits", "off-cpu", "ready"])
        #expect(recorded.facts.lost == 0)
        let asleep = seconds(recorded, "main.sleeper", not: "main.writer")
        let sleeper = try Measured("sleeper", output)
        Self.expect(asleep, isAllOf: sleeper, "sleeper")
        // No wait is missing. The program's own looks at the kernel's figures may wait too.
        let sleeps = recorded.sum(0) { $0.contains("main.sleeper") && !$0.contains("main.writer") }
        #expect(sleeps > 15 && (sleeper.waits - 2...sleeper.waits).contains(Int(sleeps)), "\(sleeps) of \(sleeper)")
        let writer = seconds(recorded, "main.writer")
        let reader = seconds(recorded, "main.reader", not: "main.forever")
        Self.expect(writer, isAllOf: try Measured("writer", output), "writer")
        Self.expect(reader, isAllOf: try Measured("reader", output), "reader")
        // Who reads waits for as long as who writes sleeps.
        #expect((reader - writer).magnitude < 0.1, "\(reader), \(writer)")
        // Waiting that does not end is counted up to the end.
        let whole = Double(recorded.profile.durationNanoseconds) / 1e9
        let forever = seconds(recorded, "main.forever")
        #expect(whole - forever < 0.3 && forever <= whole, "\(forever) of \(whole)")
        // The caller of the function that enters the kernel, which has no frame, is there.
        // The runtime may wait for locks of its own on the way there, and pages may have to be read.
        func entered(_ names: [String]) -> Bool {
            names.contains("main.sleeper") && names.contains { $0.hasSuffix(".Syscall6") }
        }
        #expect(recorded.sum(0) { entered($0) && $0.contains("syscall.RawSyscall6") } > 15)
        #expect(recorded.sum(0) { entered($0) && !$0.contains("syscall.RawSyscall6") } == 0)
        #expect(recorded.sum(2) <= recorded.sum(1))
    }

    /// Threads that wait already, and go on with it, are seen with their stacks.
    @Test func waitsThatHadBegunAreSeen() throws {
        let (running, _) = try program.startAndWait(["stay"])
        let (recorded, _) = try record(["-p", "\(running.processID)", "--duration", "500ms"])
        let whole = Double(recorded.profile.durationNanoseconds) / 1e9
        let forever = seconds(recorded, "main.forever")
        #expect((forever - whole).magnitude < 0.25, "\(forever) of \(whole)")
        #expect(running.isRunning)
    }

    /// The capability for perf events alone.
    @Test(.enabled(if: geteuid() == 0, "only root can drop privileges")) func contextSwitchesDoWithoutBPF() throws {
        let shared = try TemporaryFolder()
        try #require(chmod(shared.path, 0o777) == 0)
        let copy = shared.file("waits")
        try Files.write(try Files.bytes(program.executable), to: copy)
        try #require(chmod(copy, 0o755) == 0)
        let file = shared.file("waits.pb.gz")
        let result = try Command.run(
            "sh",
            [
                "-c",
                "exec 9<\"$0\"; cd /; setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=+perfmon "
                    + "--ambient-caps=+perfmon /proc/self/fd/9 profile record --off-cpu -o \(file) -- \(copy)",
                try #require(SondeProgram.path),
            ])
        try #require(result.succeeded, "\(result.error)")
        let recorded = try RecordedFile(file)
        #expect(recorded.facts.event.contains("context switches"))
        let asleep = seconds(recorded, "main.sleeper", not: "main.writer")
        Self.expect(asleep, isAllOf: try Measured("sleeper", result.output), "sleeper")
        #expect(
            (seconds(recorded, "main.reader", not: "main.forever") - seconds(recorded, "main.writer")).magnitude < 0.1)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can drop privileges")) func whatIsMissingIsSaid() throws {
        let sonde = try #require(SondeProgram.path)
        let refused = try Command.run(
            "sh",
            [
                "-c",
                "exec 9<\"$0\"; cd /; setpriv --reuid 65534 --regid 65534 --clear-groups /proc/self/fd/9 profile record "
                    + "--off-cpu -o /dev/null -- true", sonde,
            ])
        #expect(refused.status.code == 3 && refused.error.contains("CAP_BPF"), "\(refused.error)")
    }
}
