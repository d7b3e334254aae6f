import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Logs and configurations that were written here, read by procmon-parser, which is not ours.
@Suite(.enabled(if: ProcmonParser.isInstalled, "python3 has no package procmon-parser"))
struct ProcmonParserTests {
    private func python(_ program: String, on bytes: [UInt8]) throws -> [String] {
        let folder = try TemporaryFolder()
        try Files.write(bytes, to: folder.file("input"))
        let result = try Command.run("python3", ["-c", program, folder.file("input")])
        try #require(result.succeeded, "\(result.error)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func logs() throws {
        var builder = ProcmonLogBuilder()
        for item in ProcmonFileDetailTests.transfers where item.name == "ReadFile" || item.name == "CreateFile" {
            builder.add(kind: 3, operation: item.operation, detail: item.detail, extra: item.extra)
        }
        builder.events[0].frames = [1, 2, 0xffff_ffff_0000_0003]
        let program = """
            import sys, procmon_parser
            with open(sys.argv[1], "rb") as file:
                reader = procmon_parser.ProcmonLogsReader(file)
                for event in reader:
                    row = event.get_compatible_csv_info()
                    print("|".join([row["Process Name"], row["PID"], row["Operation"], row["Path"], row["Detail"],
                        row["Time of Day"], row["Command Line"], " ".join(hex(frame) for frame in event.stacktrace)]))
            """
        let lines = try python(program, on: builder.log())
        let columns: [ProcmonColumn] = [.processName, .processID, .operation, .path, .detail, .timeOfDay, .commandLine]
        let texts = try columns.map { try builder.column($0) }
        let stacks = ["0x1 0x2 0xffffffff00000003", ""]
        #expect(lines == stacks.indices.map { row in (texts.map { $0[row] } + [stacks[row]]).joined(separator: "|") })
    }

    @Test func configurations() throws {
        let program = """
            import sys, procmon_parser
            with open(sys.argv[1], "rb") as file:
                configuration = procmon_parser.load_configuration(file)
            for rule in configuration["FilterRules"]:
                print(f"{int(rule.column)} {int(rule.relation)} {rule.value} {int(rule.action)}")
            print(configuration["ColumnCount"], configuration["LogFont"].face_name, configuration["SymbolPath"])
            print(procmon_parser.dumps_configuration(configuration) == open(sys.argv[1], "rb").read())
            """
        var configuration = ProcmonConfigurationTests.sample
        configuration.records.removeAll { $0.name == "Later" || $0.name == "HighlightRules" }
        let lines = try python(program, on: configuration.encoded)
        let rules = ProcmonConfigurationTests.rules.map {
            "\($0.column.code) \($0.relation.rawValue) \($0.value) \($0.isInclude ? 1 : 0)"
        }
        #expect(lines == rules + ["199 MS Shell Dlg srv*", "True"])
    }
}

private enum ProcmonParser {
    static let isInstalled = (try? Command.run("python3", ["-c", "import procmon_parser"]).succeeded) ?? false
}
