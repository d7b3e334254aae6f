import Glibc
import Host
import TestSupport
import Testing

/// Whether the kernel lets this process record by BPF.
private let canRecord: Bool = (try? ActivityRecorder(ActivityRecorder.Options())) != nil

/// What `sonde why` says about captures of programs of which it is known why they take their time.
@Suite(.serialized, .enabled(if: canRecord, "recording by BPF is not permitted here, or libbpf is missing"))
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
        }

        /// Whether others took the processors, as tests at the same time do.
        var isDisturbed: Bool { causes.first == "cpu.foreign-load" }
    }

    private func capture(_ program: String, _ arguments: [String]) throws -> (file: String, readyLine: String) {
        let built = try GoProgram.zoo("activity/" + program, toolchain: GoToolchain.newest())
        return try capture([built.executable] + arguments)
    }

    private func capture(_ command: [String]) throws -> (file: String, readyLine: String) {
        let file = folder.file("test.capture")
        let result = try SondeProgram.run(["capture", "-o", file, "--"] + command, folder: folder.path)
        try #require(result.succeeded, "\(result.error)")
        return (file, result.output)
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
        let (file, readyLine) = try capture(expectation.program, arguments)
        let report = try Report(file)
        if report.isDisturbed {
            // What the program does is said all the same, below.
            #expect(
                expectation.cause == "healthy" || report.text.contains("\"\(expectation.cause)\""), "\(report.text)")
            return
        }
        #expect(report.causes.first == expectation.cause, "\(report.text)")
        if expectation.severity == "warning" { #expect(report.severities.first == "warning", "\(report.text)") }
        let address = readyLine.split(separator: "\n").first?.split(separator: " ").last.map(String.init) ?? ""
        for phrase in expectation.phrases {
            #expect(report.text.contains(phrase == "{address}" ? address : phrase), "\(phrase): \(report.text)")
        }
    }

    /// A server that is looked at from outside, while nothing happens.
    @Test func aServerThatRestsIsHealthy() throws {
        let built = try GoProgram.zoo("activity/healthy.idle-server", toolchain: GoToolchain.newest())
        let (running, _) = try built.startAndWait()
        let file = folder.file("attached.capture")
        let result = try SondeProgram.run(["capture", "-o", file, "-p", String(running.processID)])
        try #require(result.succeeded, "\(result.error)")
        let report = try Report(file)
        #expect(report.causes == ["healthy"] || report.isDisturbed, "\(report.text)")
    }

    @Test(.enabled(if: QuotaGroup.canBeMade, "control groups with a quota cannot be made here"))
    func aQuotaIsNamed() throws {
        let group = try QuotaGroup(processors: 0.1)
        defer { group.remove() }
        let built = try GoProgram.zoo("activity/cpu.busy", toolchain: GoToolchain.newest())
        let script = "echo $$ > '\(group.folder)/cgroup.procs' && exec '\(built.executable)' -for 2s"
        let (file, _) = try capture(["sh", "-c", script])
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
        let beside = try (0..<2).map { _ in try built.startAndWait(["-for", "6s"]).program }
        let (file, _) = try capture("cpu.busy", ["-for", "2s"])
        let report = try Report(file)
        #expect(report.causes.first == "cpu.foreign-load", "\(report.text)")
        #expect(!report.text.contains("\"title\": \"other processes\""), "\(report.text)")
        let summary = try SondeProgram.run(["events", "summary", file, "--format", "json"]).output
        let others = summary.split(separator: "\n").filter { $0.contains("\"processorNanoseconds\"") }
        // Eight are named at most: others may have been busier still.
        let isNamed = others.contains { line in beside.contains { line.contains("\"pid\": \($0.processID),") } }
        #expect(isNamed || others.count == 8, "\(others)")
    }
}

/// A control group with a quota of processors, of either version.
struct QuotaGroup {
    let name: String
    let folder: String

    private static let versionOne = "/sys/fs/cgroup/cpu"
    private static let versionTwo = "/sys/fs/cgroup"

    static let canBeMade: Bool = {
        guard let group = try? QuotaGroup(processors: 1) else { return false }
        group.remove()
        return true
    }()

    init(processors: Double) throws {
        name = "sonde-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let quota = Int(processors * 100_000)
        if Files.exists(Self.versionOne + "/cpu.cfs_quota_us") {
            folder = "\(Self.versionOne)/\(name)"
            try Files.makeDirectory(folder)
            do {
                try Files.write(Array("\(quota)".utf8), to: folder + "/cpu.cfs_quota_us")
            } catch {
                remove()
                throw error
            }
        } else {
            let enabled = try Files.text(Self.versionTwo + "/cgroup.subtree_control")
            guard enabled.split(whereSeparator: \.isWhitespace).contains("cpu") else {
                throw TestSupportError("no controller for processors")
            }
            folder = "\(Self.versionTwo)/\(name)"
            try Files.makeDirectory(folder)
            do {
                try Files.write(Array("\(quota) 100000".utf8), to: folder + "/cpu.max")
            } catch {
                remove()
                throw error
            }
        }
    }

    func remove() { _ = rmdir(folder) }
}
