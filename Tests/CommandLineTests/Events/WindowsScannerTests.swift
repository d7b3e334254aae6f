import TestSupport
import Testing

/// A build on Windows whose files a scanner opens while the go command waits for them, as Process Monitor exports it.
struct WindowsScannerTests {
    private static let titles = [
        "Time of Day", "Process Name", "PID", "Operation", "Path", "Result", "Detail", "Duration", "Command Line",
        "Parent PID",
    ]

    private struct Row {
        var time: Int
        var cells: [String]

        init(_ time: Int, _ name: String, _ id: Int, _ operation: String, _ path: String = "", _ duration: Int = 0) {
            let (commandLine, parent) = WindowsScannerTests.commands[id] ?? ("", 4)
            self.time = time
            let seconds = time / 1000
            let fraction = String(10_000 + time % 1000 * 10).dropFirst() + "000"
            let took = String(10_000 + duration * 10).dropFirst() + "000"
            cells = [
                "1:00:0\(seconds).\(fraction) PM", name, "\(id)", operation, path, "SUCCESS", "", "0.\(took)",
                commandLine, "\(parent)",
            ]
        }
    }

    private static let commands = [
        10: (#""C:\go\bin\go.exe" build ."#, 4), 5: ("MsMpEng.exe", 4),
        11: (
            #"C:\go\pkg\tool\windows_amd64\compile.exe -o C:\Temp\go-build12\b001\_pkg_.a -p main -pack .\main.go"#, 10
        ),
    ]

    private static func export(withScanner: Bool) -> String {
        var rows = [Row(0, "go.exe", 10, "Process Start")]
        for number in 0..<60 {
            let path = #"C:\Temp\go-build12\b001\file\#(number).o"#
            rows.append(Row(100 + number * 20, "go.exe", 10, "CreateFile", path, 15))
            guard withScanner else { continue }
            rows.append(Row(105 + number * 20, "MsMpEng.exe", 5, "CreateFile", path.uppercased(), 5))
        }
        rows.append(Row(1400, "compile.exe", 11, "Process Start"))
        rows.append(Row(1800, "compile.exe", 11, "Process Exit"))
        rows.append(Row(2000, "go.exe", 10, "Process Exit"))
        let lines = [titles] + rows.sorted { $0.time < $1.time }.map(\.cells)
        return "\u{feff}"
            + lines.map { $0.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\r\n" }
            .joined()
    }

    @Test(arguments: [true, false]) func isNamed(_ withScanner: Bool) throws {
        let folder = try TemporaryFolder()
        try Files.write(Self.export(withScanner: withScanner), to: folder.file("build.csv"))
        let why = try SondeProgram.run(["why", folder.file("build.csv")])
        #expect(why.succeeded, "\(why.error)")
        let first = why.output.split(separator: "\n").first { $0.hasPrefix("1. ") } ?? ""
        #expect(first.contains("build.scanner") == withScanner, "\(why.output)")
        #expect(why.output.contains("MsMpEng.exe (5)") == withScanner, "\(why.output)")
        // Steps are known by their command lines, and last as long as their processes.
        let path = try SondeProgram.run(["events", "path", folder.file("build.csv")])
        #expect(path.output.contains("400ms  compile main (b001)"), "\(path.output)")
    }
}
