import GoProfile
import TestSupport
import Testing
import Wire

@testable import WebUI

/// Values of functions and lines, against pprof's.
@Suite struct CodeLinesTests {
    @Test func functionsHaveTheValuesOfPprof() throws {
        let folder = try TemporaryFolder()
        _ = try ProfiledProgram.run(GoToolchain.newest().version, isPositionIndependent: false, folder: folder.path)
        let profile = try ProfileReader.read(try MappedFile.open(folder.file("allocs")), file: "allocs")
        let lines = try CodeLines(profile, type: "alloc_space")
        let values = Dictionary(lines.functions.map { ($0.name, $0.values) }) { a, _ in a }
        let report = try Pprof.run([
            "-top", "-unit=B", "-sample_index=alloc_space", "-nodecount=100000", "-nodefraction=0",
            folder.file("allocs"),
        ])
        try #require(report.succeeded, "\(report.error)")
        var compared = 0
        for line in report.output.split(separator: "\n") {
            // flat, flat%, sum%, cum, cum%, name
            let fields = line.split(separator: " ", maxSplits: 5).map(String.init)
            guard fields.count == 6, let flat = Int64(fields[0].replacing("B", with: "")),
                let cumulative = Int64(fields[3].replacing("B", with: ""))
            else { continue }
            let name = fields[5].replacing(" (inline)", with: "")
            let value = try #require(values[name], "\(name)")
            #expect(value.flat == flat && value.cumulative == cumulative, "\(name): \(value), pprof: \(line)")
            compared += 1
        }
        #expect(compared > 5, "\(report.output)")
    }

    /// A closure on the line that passes it to a function: both are on the stack, and the line counts once.
    @Test func aLineIsNeverMoreThanTheWhole() throws {
        let folder = try TemporaryFolder()
        _ = try ProfiledProgram.run(GoToolchain.newest().version, isPositionIndependent: false, folder: folder.path)
        for (file, type) in [("cpu", "cpu"), ("allocs", "alloc_space"), ("mutex", "delay")] {
            let profile = try ProfileReader.read(try MappedFile.open(folder.file(file)), file: file)
            let lines = try CodeLines(profile, type: type)
            let files = Set(lines.functions.map(\.file))
            #expect(!files.isEmpty)
            for file in files {
                for (number, value) in lines.values(file) {
                    #expect(value.cumulative <= lines.total, "\(file):\(number) of \(type)")
                    #expect(value.flat <= value.cumulative, "\(file):\(number) of \(type)")
                }
            }
        }
    }
}
