import TestSupport
import Testing

/// `sonde why` on heap profiles that a Go program wrote of itself.
@Suite struct HeapLeakTests {
    private func series(_ mode: String, _ count: Int, _ version: String) throws -> TemporaryFolder {
        let program = try GoProgram.zoo("heapgrowth", toolchain: GoToolchain(version: version))
        let folder = try TemporaryFolder()
        let result = try Command.run(program.executable, [mode, "\(count)", folder.path])
        try #require(result.succeeded, "\(result.error)")
        return folder
    }

    private func why(_ folder: TemporaryFolder, first count: Int? = nil) throws -> String {
        let files = try Files.entries(of: folder.path).filter { $0.hasSuffix(".pb.gz") }.sorted()
        let result = try SondeProgram.run(
            ["why"] + files.prefix(count ?? files.count).map { folder.file($0) })
        #expect(result.status.code == 0, "\(result.error)")
        return result.output
    }

    @Test(arguments: ["1.21.13", "1.27.3"]) func whatIsKeptForEverIsNamedByItsLine(version: String) throws {
        let report = try why(try series("leak", 10, version))
        #expect(report.contains("1. WARNING leak.heap"), "\(report)")
        #expect(report.contains("main.newSession (main.go:33)"), "\(report)")
        #expect(report.contains("main.remember"), "\(report)")
        #expect(!report.contains("\n2. "), "\(report)")
    }

    @Test(arguments: ["cache", "churn"]) func whatHasALimitIsNoLeak(mode: String) throws {
        let report = try why(try series(mode, 10, "1.27.3"))
        // Chance may leave it open; what to do about that mentions the cause. No finding may be it.
        let findings = report.split(separator: "\n").filter { $0.first?.isNumber == true }
        #expect(!findings.isEmpty && !findings.contains { $0.contains("leak.heap") }, "\(report)")
    }

    @Test func fewProfilesTellNothing() throws {
        let folder = try series("leak", 4, "1.27.3")
        for count in [1, 2] {
            let report = try why(folder, first: count)
            #expect(report.contains("INFO evidence.insufficient"), "\(report)")
            #expect(report.contains("sonde why heap?.pb.gz"), "\(report)")
        }
    }

    @Test func aHeapProfileHasNoGoroutines() throws {
        let folder = try series("churn", 1, "1.27.3")
        let result = try SondeProgram.run(["goroutines", folder.file("heap-01.pb.gz")])
        #expect(result.status.code == 2)
        #expect(result.error.contains("sonde profile"), "\(result.error)")
    }
}
