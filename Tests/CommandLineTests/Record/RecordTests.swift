import Evidence
import Glibc
import GoProfile
import Host
import TestSupport
import Testing
import Wire

private let isRoot = geteuid() == 0

/// A profile that was recorded, asked for what tests want to know.
struct RecordedFile {
    let profile: Profile
    let facts: SamplingFacts

    init(_ path: String) throws {
        profile = try ProfileReader.read(try MappedFile.open(path, copying: true), file: path)
        facts = try #require(SamplingFacts(profile))
    }

    private func names(_ location: UInt32) -> [String] {
        profile.locations.lines(Int(location)).map { profile.text(profile.functions.names[Int($0.function)]) }
    }

    /// Functions of a stack, innermost first.
    func stack(_ sample: Int) -> [String] { profile.samples.stack(sample).flatMap { names($0) } }

    /// The sum of a column over the stacks that a condition is true of.
    func sum(_ column: Int, where isWanted: ([String]) -> Bool = { _ in true }) -> Int64 {
        (0..<profile.samples.count).reduce(0) { sum, sample in
            isWanted(stack(sample)) ? sum + profile.samples.value(sample, column) : sum
        }
    }

    /// The part of a column that lies in stacks with a function.
    func share(_ function: String, _ column: Int = 1) -> Double {
        Double(sum(column) { $0.contains(function) }) / Double(max(1, sum(column)))
    }

    /// `function file:line` of everything in the stacks below a function.
    func lines(below function: String) -> Set<String> {
        var result: Set<String> = []
        for sample in 0..<profile.samples.count where stack(sample).contains(function) {
            for location in profile.samples.stack(sample) {
                for line in profile.locations.lines(Int(location)) {
                    let number = Int(line.function)
                    result.insert(
                        "\(profile.text(profile.functions.names[number])) "
                            + "\(profile.text(profile.functions.files[number])):\(line.line)")
                }
            }
        }
        return result
    }

    func labels(_ key: String) -> Set<String> {
        var result: Set<String> = []
        for set in 0..<profile.labelSets.count {
            for label in profile.labelSets[UInt32(set)] where profile.text(label.key) == key {
                result.insert(profile.text(label.string))
            }
        }
        return result
    }
}

/// `sonde profile record` on programs of which it is known what they do.
@Suite(.serialized, .enabled(if: Permissions.maySample, "sampling by perf events is not permitted here"))
struct RecordTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func record(_ arguments: [String], to name: String = "cpu.pb.gz") throws -> (RecordedFile, CommandResult) {
        let (recorded, result, _) = try recordUnderLoad(arguments, to: name)
        return (recorded, result)
    }

    private func recordUnderLoad(
        _ arguments: [String], to name: String
    ) throws -> (RecordedFile, CommandResult, MachineLoad) {
        let file = folder.file(name)
        let (result, load) = try MachineLoad.during {
            try SondeProgram.run(["profile", "record", "-o", file] + arguments, folder: folder.path)
        }
        try #require(result.succeeded, "\(result.error)")
        return (try RecordedFile(file), result, load)
    }

    private func mix(_ flags: [String] = []) throws -> GoProgram {
        try GoProgram.build(source: RecordedProgram.mix, toolchain: try GoToolchain.newest(), flags: flags)
    }

    /// Shares are those that the program measured by its thread's clock; names, files and lines are those of the Go
    /// runtime's own profile of the same run; the sum is the time that the process used.
    @Test func sharesAreThoseOfTheProgramsOwnClocks() throws {
        let own = folder.file("own.pb.gz")
        let (recorded, result, load) = try recordUnderLoad(
            ["--rate", "997", "--", try mix().executable, "2", own], to: "cpu.pb.gz")
        let words = result.output.split { $0 == " " || $0 == "\n" }.map(String.init)
        let heavy = try #require(words.firstIndex(of: "heavy").flatMap { Double(words[$0 + 1]) })
        let light = try #require(words.firstIndex(of: "light").flatMap { Double(words[$0 + 1]) })
        let share = recorded.share("main.heavy") / (recorded.share("main.heavy") + recorded.share("main.light"))
        #expect((share - heavy / (heavy + light)).magnitude < 0.04, "\(share) of \(heavy) and \(light)")
        #expect(recorded.share("main.work") > 0.9)
        // A function without a frame does not hide its caller.
        #expect(recorded.sum(0) { $0.first == "main.frameless" } > 0)
        #expect(recorded.sum(0) { $0.first == "main.frameless" && $0.dropFirst().first != "main.light" } == 0)
        #expect(recorded.facts.restoredCallers > 0)

        let runtime = try ProfileReader.read(try MappedFile.open(own, copying: true), file: own)
        let theirs = try Self.lines(runtime, below: "main.work")
        let ours = recorded.lines(below: "main.work")
        // Hundreds of samples see all lines that matter; a signal also interrupts where the kernel does not.
        let common = theirs.filter { $0.hasPrefix("main.") }
        #expect(common.count > 4 && common.isSubset(of: ours), "\(common.subtracting(ours).sorted()) are missing")
        #expect(
            recorded.profile.mappings.first.map { recorded.profile.text($0.file) }
                == runtime.mappings.first.map { runtime.text($0.file) })

        let measured = try #require(recorded.facts.processorTime)
        // The kernel's account also has the time in which a hypervisor, or work for others, kept the sampling timer waiting.
        let tolerance = load.isQuiet ? 0.05 : 0.12
        #expect(
            (Double(recorded.sum(1)) / Double(measured) - 1).magnitude < tolerance,
            "\(recorded.sum(1)), \(measured), others had \(load.foreign)")
        #expect(Double(recorded.facts.wholeStacks) >= 0.99 * Double(recorded.facts.samples))
        #expect(recorded.facts.lost == 0)
        let median = try #require(recorded.facts.medianDistance)
        #expect((Double(median) / Double(recorded.facts.interval) - 1).magnitude < 0.1)
    }

    private static func lines(_ profile: Profile, below function: String) throws -> Set<String> {
        let bytes = try ProtoWriter.gzip(profile)
        let folder = try TemporaryFolder()
        // Facts of no consequence, so that the same questions can be asked.
        var copy = try ProfileReader.read(Bytes(bytes), file: "own")
        copy.comments = SamplingFacts().comments.map { copy.strings.intern($0) }
        try Files.write(try ProtoWriter.gzip(copy), to: folder.file("own"))
        return try RecordedFile(folder.file("own")).lines(below: function)
    }

    /// Names of a program without symbols come from its function table, with inlined calls.
    @Test func strippedProgramsHaveNames() throws {
        let program = try mix(["-ldflags=-s -w"]).executable
        let (recorded, _) = try record(["--rate", "997", "--", program, "0.5"])
        #expect(recorded.share("main.heavy") > 0.4)
        #expect(recorded.sum(0) { $0.starts(with: ["main.mixed", "main.heavy", "main.work"]) } > 0)
        // All of the program has names; the kernel's page of calls (vdso) has none, and code without a mapping.
        let profile = recorded.profile
        let own = profile.mappings.filter { profile.text($0.file) == program }
        try #require(!own.isEmpty)
        for location in 0..<profile.locations.count where profile.locations.lines(location).isEmpty {
            let address = profile.locations.addresses[location]
            #expect(!own.contains { $0.start <= address && address < $0.limit }, "\(String(address, radix: 16))")
            // Where the kernel places what it maps: near the end of the user's addresses, at random.
            #expect(address >= 0x7000_0000_0000, "\(String(address, radix: 16))")
        }
    }

    @Test func aRunningProcessIsFollowedWithNewThreads() throws {
        let program = try GoProgram.build(
            source: RecordedProgram.threads, toolchain: try GoToolchain.newest())
        let (running, _) = try program.startAndWait(["600"])
        // Beside others it runs in some looks and not in others: only many looks make a share.
        let (recorded, result) = try record(["--rate", "997", "-p", "\(running.processID)", "--duration", "1s"])
        #expect(running.isRunning)
        #expect(recorded.share("main.spin") > 0.5, "\(result.error)")
        let measured = try #require(recorded.facts.processorTime)
        #expect(
            (Double(recorded.sum(1)) / Double(max(1, measured)) - 1).magnitude < 0.15, "\(recorded.sum(1)), \(measured)"
        )
        #expect(recorded.profile.durationNanoseconds >= 1_000_000_000)
    }

    @Test func processesOfATreeAreToldApart() throws {
        let program = try mix().executable
        try Files.write("#!/bin/sh\n\(program) 0.3 & \(program) 0.3; wait\n", to: folder.file("two"))
        let (recorded, _) = try record([
            "--", "sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; sh two; wait",
        ])
        let name = String((program.split(separator: "/").last ?? "").prefix(15))
        #expect(recorded.labels("process") == ["sh", name])
        let share = recorded.share("main.work")
        #expect(share > 0.5, "\(share)")
    }

    /// Whether sampling with the kernel's time is permitted, and the kernel tells names of its functions.
    private static let seesKernel = Permissions.maySampleKernel && Permissions.kernelHasNames

    @Test(.enabled(if: seesKernel, "the kernel is not sampled here, or keeps its names to itself"))
    func theKernelsFramesStandInFront() throws {
        let (recorded, _) = try record([
            "--kernel", "--rate", "499", "--event", "clock", "--", "dd", "if=/dev/zero", "of=/dev/null", "bs=64k",
            "count=60000", "status=none",
        ])
        #expect(recorded.facts.hasKernelTime)
        #expect(recorded.sum(0) { $0.contains { $0.contains("read_zero") || $0.contains("read_iter_zero") } } > 0)
    }

    /// Programs that take no part in it are not harmed, and what was recorded until then is written.
    @Test(arguments: [SIGINT, SIGTERM]) func anInterruptedRecordingIsWritten(signal: Int32) throws {
        let (target, _) = try mix().startAndWait(["600"])
        let file = folder.file("interrupted.pb.gz")
        let sonde = try SondeProgram.start(["profile", "record", "-o", file, "-p", "\(target.processID)"])
        #expect(eventually(within: .seconds(60)) { sonde.errorText.contains("Recording") })
        let before = try #require(LiveProcess(processID: target.processID).statistics).processorNanoseconds
        #expect(
            eventually {
                let now = (try? LiveProcess(processID: target.processID))?.statistics?.processorNanoseconds ?? 0
                return now - before > 300_000_000
            })
        sonde.signal(signal)
        #expect(try sonde.waitForExit().code == 0)
        #expect(target.isRunning)
        #expect(try RecordedFile(file).share("main.work") > 0.9)
    }

    @Test func aKilledRecorderHarmsNobody() throws {
        let (target, _) = try mix().startAndWait(["600"])
        let sonde = try SondeProgram.start(["profile", "record", "-o", folder.file("x"), "-p", "\(target.processID)"])
        #expect(eventually(within: .seconds(60)) { sonde.errorText.contains("Recording") })
        sonde.signal(SIGKILL)
        _ = try sonde.waitForExit()
        let before = try #require(LiveProcess(processID: target.processID).statistics).processorNanoseconds
        #expect(
            eventually {
                let now = (try? LiveProcess(processID: target.processID))?.statistics?.processorNanoseconds ?? 0
                return now > before
            })
        #expect(target.isRunning)
    }

    @Test func theProfileCanGoThroughAPipe() throws {
        let (target, _) = try mix().startAndWait(["600"])
        let result = try CommandLine.shell(
            "\"$SONDE\" profile record -o - --duration 300ms -p \(target.processID) | \"$SONDE\" profile top -")
        #expect(result.succeeded && result.output.contains("main.heavy"), "\(result.error)")
    }

    @Test func shortRecordings() throws {
        let (target, _) = try mix().startAndWait(["600"])
        let (recorded, _) = try record(["-p", "\(target.processID)", "--duration", "1ms"])
        #expect(recorded.facts.samples < 20)
        let (nothing, result) = try record(["--", "true"], to: "nothing")
        #expect(nothing.facts.samples < 10)
        #expect(!result.error.contains("Error"))
    }

    /// A command that executes another program goes on being recorded as that.
    @Test func executionIsFollowed() throws {
        let program = try mix().executable
        let (recorded, _) = try record(["--", "sh", "-c", "exec \(program) 0.4"])
        #expect(recorded.share("main.work") > 0.8)
    }

    @Test func mistakesAreExplained() throws {
        func status(_ arguments: String...) throws -> (Int32?, String) {
            let result = try SondeProgram.run(["profile", "record"] + arguments, folder: folder.path)
            return (result.status.code, result.error)
        }
        var (code, text) = try status("-p", "2147483646")
        #expect(code == 4 && text.contains("there is no process"), "\(text)")
        (code, text) = try status("--", "/nonexistent/program")
        #expect(code == 2 && text.contains("cannot be run"), "\(text)")
        #expect(!Files.exists(folder.file("cpu.pb.gz")))
        (code, text) = try status("-o", folder.path, "--", "true")
        #expect(code == 2 && text.contains("is a directory"), "\(text)")
        (code, text) = try status("-o", "-", "--", "true")
        #expect(code == 2 && text.contains("standard output"), "\(text)")
        (code, text) = try status("--rate", "0", "--", "true")
        #expect(code == 2 && text.contains("--rate"), "\(text)")
        (code, text) = try status("--off-cpu", "--event", "clock", "--", "true")
        #expect(code == 2)
        (code, text) = try status()
        #expect(code == 2 && text.contains("-p"), "\(text)")
    }

    @Test(.enabled(if: isRoot, "only root can drop privileges")) func ordinaryUsersSampleTheirOwn() throws {
        let program = try mix().executable
        let shared = try TemporaryFolder()
        try #require(chmod(shared.path, 0o777) == 0)
        let copy = shared.file("mix")
        try Files.write(try Files.bytes(program), to: copy)
        try #require(chmod(copy, 0o755) == 0)
        let file = shared.file("own.pb.gz")
        // Even where the folders of tests are closed to others, an open file can be executed.
        let sonde = try #require(SondeProgram.path)
        let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups"
        let result = try Command.run(
            "sh",
            ["-c", "exec 9<\"$0\"; cd /; \(nobody) /proc/self/fd/9 profile record -o \(file) -- \(copy) 0.5", sonde])
        try #require(result.succeeded, "\(result.error)")
        let recorded = try RecordedFile(file)
        #expect(!recorded.facts.hasKernelTime)
        #expect(recorded.share("main.work") > 0.9)
        let quality = try SondeProgram.run(["profile", "quality", file])
        #expect(quality.output.contains("sampling.user-only"), "\(quality.output)")
        let refused = try Command.run(
            "sh",
            ["-c", "exec 9<\"$0\"; cd /; \(nobody) /proc/self/fd/9 profile record -o \(file) -p \(getpid())", sonde])
        #expect(refused.status.code == 3 && refused.error.contains("CAP_PERFMON"), "\(refused.error)")
        #expect(try RecordedFile(file).facts == recorded.facts)
    }

    @Test func commentsAndQualityTellHowItWasSampled() throws {
        _ = try record(["--", try mix().executable, "0.3"])
        let file = folder.file("cpu.pb.gz")
        let comments = try SondeProgram.run(["profile", "comments", file]).output
        for name in ["event", "interval", "lost", "throttled", "samples", "stacks.whole"] {
            #expect(comments.contains("# sonde.sampling \(name) "), "\(comments)")
        }
        #expect(try !SondeProgram.run(["profile", "top", file]).output.contains("sonde.sampling"))
        var profile = try ProfileReader.read(try MappedFile.open(file, copying: true), file: file)
        var facts = try #require(SamplingFacts(profile))
        facts.lost = facts.samples / 20
        profile.comments = facts.comments.map { profile.strings.intern($0) }
        try Files.write(try ProtoWriter.gzip(profile), to: folder.file("lossy"))
        let lossy = try SondeProgram.run(["profile", "quality", folder.file("lossy")]).output
        #expect(lossy.contains("sampling.lost") && lossy.contains("warning"), "\(lossy)")
    }
}
