import Glibc
import TestSupport
import Testing

/// What `sonde why` says about captures of programs of which it is known why they take their time.
@Suite(
    .serialized,
    .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
struct CaptureCausesTests {
    /// A line of `Zoo/activity/expected.tsv`.
    struct Expectation: Sendable, CustomStringConvertible {
        let program: String
        let arguments: [String]
        let cause: String
        let severity: String
        let phrases: [String]
        var description: String { program }

        static func all() throws -> [Expectation] {
            let lines = try Files.lines(Repository.zoo("activity/expected.tsv"))
                .filter { !$0.hasPrefix("#") && !$0.isEmpty }
            return try lines.dropFirst().map { line in
                let columns = line.split(separator: "\t").map(String.init)
                try #require(columns.count == 5, "\(line)")
                return Expectation(
                    program: columns[0], arguments: columns[1] == "-" ? [] : [columns[1]], cause: columns[2],
                    severity: columns[3],
                    phrases: columns[4].split(separator: ";").map { String($0.drop { $0 == " " }) }.map {
                        $0.hasSuffix(" ") ? String($0.dropLast()) : $0
                    })
            }
        }
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What is said of a capture: causes and severities of the findings, roots first, and the whole text.
    private struct Report {
        var causes: [String]
        var severities: [String]
        /// How long was recorded.
        var duration: Duration
        var text: String

        init(_ capture: String) throws {
            let result = try SondeProgram.run(["why", capture, "--format", "json"])
            try #require(result.succeeded, "\(result.error)")
            text = result.output
            func values(_ key: String) -> [String] {
                let mark = "\"\(key)\": \""
                return result.output.split(separator: "\n").compactMap { line -> String? in
                    let line = line.drop { $0 == " " }
                    return line.hasPrefix(mark) ? String(line.dropFirst(mark.count).prefix { $0 != "\"" }) : nil
                }
            }
            causes = values("cause")
            severities = values("severity")
            let mark = "\"durationNanoseconds\": "
            let recorded = text.split(separator: "\n").compactMap { line in
                line.firstRange(of: mark).flatMap { Int64(line[$0.upperBound...].prefix { $0.isNumber }) }
            }
            duration = .nanoseconds(try #require(recorded.first))
            try #require(!causes.isEmpty && causes.count == severities.count, "\(text)")
        }

        /// What must be so even while others take the processors: nothing is made up, and what the program does is
        /// said. Beside the claim that all is well stands nothing.
        func isPossible(_ cause: String) -> Bool {
            let foreign = "cpu.foreign-load"
            guard Set(causes).isSubset(of: [cause, foreign]), Set(causes).count == causes.count else { return false }
            return cause == "healthy" ? causes.count == 1 : causes.contains(cause)
        }
    }

    /// Captures again when the machine was not quiet, and what is said then is not what is said on a quiet one; the
    /// kernel's own account of the machine decides that, and not sonde's.
    /// - Parameter record: writes the capture.
    private func report(
        on cause: String, record: () throws -> (CommandResult, String)
    ) throws -> (report: Report, output: String, isQuiet: Bool) {
        var said = ""
        for _ in 0..<3 {
            var file = ""
            let (result, load) = try MachineLoad.during {
                let (result, path) = try record()
                file = path
                return result
            }
            try #require(result.succeeded, "\(result.error)")
            let report = try Report(file)
            try #require(report.isPossible(cause), "\(report.causes), others had \(load.foreign): \(report.text)")
            // What sonde does before and after it records would hide what others did while it recorded.
            let isQuiet = load.isQuiet(during: report.duration)
            if report.causes.first == cause || isQuiet { return (report, result.output, isQuiet) }
            said += "\n\(report.causes), while others had \(load.foreign) of the processors"
        }
        throw TestSupportError("the machine was not quiet in three runs:\(said)")
    }

    private func capture(_ program: String, _ arguments: [String]) throws -> String {
        let built = try GoProgram.zoo("activity/" + program, toolchain: GoToolchain.newest())
        let (result, file) = try capture([built.executable] + arguments)
        try #require(result.succeeded, "\(result.error)")
        return file
    }

    private func capture(_ command: [String], wrapper: [String] = []) throws -> (CommandResult, file: String) {
        let file = folder.file("test.capture")
        let result = try SondeProgram.run(
            ["capture", "-o", file, "--"] + command, folder: folder.path, wrapper: wrapper)
        return (result, file)
    }

    @Test func everyProgramHasAnExpectation() throws {
        let root = Repository.zoo("activity")
        let programs = try Files.entries(of: root).filter { Files.isDirectory(root + "/" + $0) }
        #expect(try Expectation.all().map(\.program).sorted() == programs)
    }

    @Test(arguments: try Expectation.all()) func theFirstCauseIsTheRightOne(_ expectation: Expectation) throws {
        let files = folder.file("files")
        if expectation.arguments.contains("{files}") {
            try Files.makeDirectory(files)
            for number in 0..<5000 { try Files.write(Array("value \(number)\n".utf8), to: "\(files)/\(number)") }
        }
        let arguments = expectation.arguments.map { $0 == "{files}" ? files : $0 }
        let built = try GoProgram.zoo("activity/" + expectation.program, toolchain: GoToolchain.newest())
        let wrapper = expectation.program == "cpu.busy" ? MachineLoad.weighing : MachineLoad.preferring
        let (report, output, isQuiet) = try report(on: expectation.cause) {
            try capture([built.executable] + arguments, wrapper: wrapper)
        }
        #expect(report.causes.first == expectation.cause, "\(report.text)")
        if isQuiet { #expect(report.causes == [expectation.cause], "\(report.text)") }
        let ranks = ["ok", "info", "warning", "critical"]
        let least = try #require(ranks.firstIndex(of: expectation.severity))
        let found = try #require(ranks.firstIndex(of: report.severities[0]))
        #expect(found >= least, "\(report.text)")
        for phrase in expectation.phrases {
            guard phrase == "{address}" else {
                let phrase = phrase.replacing("{files}", with: files)
                #expect(report.text.contains(phrase), "\(phrase): \(report.text)")
                continue
            }
            let address = try #require(output.split(separator: "\n").first?.split(separator: " ").last)
            try #require(address.contains(":") || address.hasPrefix("/"), "\(output)")
            #expect(report.text.contains(address), "\(address): \(report.text)")
        }
    }

    /// A server that is looked at from outside, while nothing happens.
    @Test func aServerThatRestsIsHealthy() throws {
        let built = try GoProgram.zoo("activity/healthy.idle-server", toolchain: GoToolchain.newest())
        let (report, _, _) = try report(on: "healthy") {
            let (running, _) = try built.startAndWait()
            let file = folder.file("attached.capture")
            return (try SondeProgram.run(["capture", "-o", file, "-p", String(running.processID)]), file)
        }
        #expect(report.causes == ["healthy"], "\(report.text)")
    }

    @Test(.enabled(if: QuotaGroup.canBeMade, "control groups with a quota cannot be made here"))
    func aQuotaIsNamed() throws {
        let group = try QuotaGroup(processors: 0.1)
        defer { group.remove() }
        let built = try GoProgram.zoo("activity/cpu.busy", toolchain: GoToolchain.newest())
        let script = "echo $$ > '\(group.folder)/cgroup.procs' && exec '\(built.executable)' -for 2s"
        let (result, file) = try capture(["sh", "-c", script])
        try #require(result.succeeded, "\(result.error)")
        let report = try Report(file)
        #expect(report.causes.first == "cpu.throttled", "\(report.text)")
        #expect(report.severities.first == "warning")
        #expect(report.text.contains("0.1 processors"))
        #expect(report.text.contains(group.name))
        let summary = try SondeProgram.run(["events", "summary", file]).output
        #expect(summary.contains("quota of 0.1 processors, throttled in"), "\(summary)")
    }

    /// Two busy processes beside it, each of the same weight, and room for two.
    @Test(.enabled(if: sysconf(Int32(_SC_NPROCESSORS_ONLN)) <= 4, "too many processors to take them all"))
    func othersAreNamed() throws {
        let built = try GoProgram.zoo("activity/cpu.busy", toolchain: GoToolchain.newest())
        let beside = try (0..<2).map { _ in try built.startAndWait(["-for", "20s"]).program }
        let before = beside.map { Self.processorTime($0.processID) }
        let file = try capture("cpu.busy", ["-for", "2s"])
        let used = zip(beside, before).map { Self.processorTime($0.processID) - $1 }
        let report = try Report(file)
        #expect(report.causes.first == "cpu.foreign-load", "\(report.text)")
        #expect(!report.text.contains("\"title\": \"other processes\""), "\(report.text)")
        let summary = try SondeProgram.run(["events", "summary", file, "--format", "json"]).output
        let others = summary.split(separator: "\n").filter { $0.contains("\"processorNanoseconds\"") }
        let times = others.compactMap { $0.firstMatch(of: /"processorNanoseconds": ([0-9]+)/).flatMap { Int64($0.1) } }
        #expect(!others.isEmpty && others.count <= 8 && times.count == others.count, "\(others)")
        #expect(times == times.sorted(by: >), "\(others)")
        for (program, time) in zip(beside, used) {
            #expect(time > 200_000_000)
            // It is named, with what it used while it was watched; or as many as are named used more.
            let index = others.firstIndex { $0.contains("\"pid\": \(program.processID),") }
            guard let index else {
                #expect(others.count == 8 && times.allSatisfy { $0 >= time / 10 }, "\(others)")
                continue
            }
            // Sonde takes a while to begin and to end on a busy machine.
            #expect(times[index] <= time && times[index] >= time / 10, "\(time): \(others[index])")
        }
    }

    /// User and system time of a process, in nanoseconds.
    private static func processorTime(_ process: Int32) -> Int64 {
        let text = (try? Files.text("/proc/\(process)/stat")) ?? ""
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else { return 0 }
        return (user + system) * 1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
    }
}
