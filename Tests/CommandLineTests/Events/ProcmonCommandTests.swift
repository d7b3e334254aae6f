import SystemActivity
import TestSupport
import Testing
import Wire

/// `sonde events` on files of Process Monitor.
@Suite(.enabled(if: SharedCorpus.path("corpus/pml") != nil, "no shared corpus")) struct ProcmonCommandTests {
    private let folder: TemporaryFolder
    private let export: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        func inflate(_ name: String, _ size: Int) throws -> [UInt8] {
            let path = try #require(SharedCorpus.path("corpus/pml/CompressedLogFileUTC64Process" + name))
            return try Inflate.zlib(Bytes(Files.bytes(path)), size: size).array
        }
        export = try inflate("CSV", 1_743_527)
        try Files.write(inflate("PML", 1_674_242), to: folder.file("log.PML"))
    }

    private func sonde(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandResult {
        try SondeProgram.run(["events"] + arguments, environment: environment, folder: folder.path)
    }

    @Test func convertWritesWhatProcessMonitorExports() throws {
        let result = try sonde("convert", "log.PML", "--to", "csv")
        #expect(result.succeeded)
        #expect(result.outputBytes == export)
        #expect(try sonde("convert", "log.PML", "-o", "out.CSV").succeeded)
        #expect(try Files.bytes(folder.file("out.CSV")) == export)
        #expect(try sonde("convert", "out.CSV", "--to", "csv").outputBytes == export)
    }

    @Test func logsAndXMLLeadBackToTheExport() throws {
        for name in ["out.pml", "out.xml"] {
            #expect(try sonde("convert", "log.PML", "-o", name).succeeded)
            #expect(try sonde("convert", name, "--to", "csv").outputBytes == export, "\(name)")
        }
    }

    @Test func rulesChooseEvents() throws {
        let all = try sonde("list", "log.PML", "--format", "json")
        let chosen = all.output.split(separator: "\n").filter {
            $0.contains(#""operation":"Load Image""#) && $0.contains(#""process":"notepad.exe""#)
                && !$0.lowercased().contains(#"\\system32\\"#)
        }
        #expect(chosen.count > 5)
        let rules = [
            "--include", "Operation is load image", "--include", "Process Name is NOTEPAD.EXE", "--exclude",
            #"Path contains \System32\"#,
        ]
        let result = try SondeProgram.run(
            ["events", "list", "log.PML", "--format", "json"] + rules, folder: folder.path)
        #expect(result.output.split(separator: "\n") == chosen)
        let configuration = ProcmonConfiguration(records: [
            (
                "FilterRules",
                .rules([
                    .init(ProcmonRule(.operation, .equals, "Load Image", isInclude: true)),
                    .init(ProcmonRule(.processName, .equals, "notepad.exe", isInclude: true)),
                    .init(ProcmonRule(.path, .contains, #"\system32\"#, isInclude: false)),
                ])
            )
        ])
        try Files.write(configuration.encoded, to: folder.file("rules.pmc"))
        #expect(try sonde("list", "log.PML", "--format", "json", "--filter", "rules.pmc").output == result.output)
    }

    @Test func momentsAreThoseOfTheZone() throws {
        func first(_ arguments: String..., environment: [String: String] = [:]) throws -> Substring? {
            let all = try SondeProgram.run(
                ["events", "convert", "log.PML", "--to", "csv"] + arguments, environment: environment,
                folder: folder.path)
            return all.output.split(separator: "\r\n").dropFirst().first?.split(separator: ",").first
        }
        #expect(try first() == #""7:37:18.2093997 AM""#)
        #expect(try first("--timezone", "Asia/Tokyo") == #""4:37:18.2093997 PM""#)
        #expect(try first(environment: ["TZ": "Asia/Tokyo"]) == #""4:37:18.2093997 PM""#)
        #expect(try first("--timezone", "UTC", environment: ["TZ": "Asia/Tokyo"]) == #""7:37:18.2093997 AM""#)
    }

    @Test(arguments: [
        (["convert", "log.PML"], "--to"), (["convert", "log.PML", "-o", "x.txt"], "--to"),
        (["convert", "log.PML", "--to", "pml"], "-o"),
        (["convert", "log.PML", "--to", "csv", "--timezone", "Moon"], "Moon"),
        (["list", "log.PML", "--include", "Colour is red"], "Colour"),
        (["list", "log.PML", "--filter", "log.PML"], "configuration"),
        (["list", "log.PML", "--exclude", "Path looks like x"], "relation"),
    ])
    func wrongArgumentsSayWhatToDo(arguments: [String], word: String) throws {
        let result = try SondeProgram.run(["events"] + arguments, folder: folder.path)
        #expect(result.status.code == 2)
        #expect(result.output.isEmpty)
        #expect(result.error.contains(word), "\(result.error)")
    }
}
