import TestSupport
import Testing

/// What sonde converts a profile to, read back by Python's libraries and held against what Go's own pprof says of it.
@Suite struct ProfileExportTests {
    static let corpusInputs = [
        "orders-a.cpu.pb.gz", "orders-a.heap.pb.gz", "orders-b.heap.pb.gz", "orders-a.mutex.pb.gz",
        "orders-a.block.pb.gz", "long_name_funcs.pb.gz", "cpu.pb.gz", "heap_tags.pb.gz", "contention.pb.gz",
    ]
    static let endings = [
        "folded", "speedscope.json", "chrome.json", "firefox.json", "csv", "json", "svg", "html", "pb.gz",
    ]

    private func readBack(_ profile: String) throws {
        let folder = try TemporaryFolder()
        for ending in Self.endings {
            let result = try SondeProgram.run(
                ["profile", "convert", profile, "-o", folder.file("profile." + ending)], folder: folder.path)
            #expect(result.status.code == 0, "\(ending): \(result.error)")
            #expect(result.output.isEmpty)
        }
        for (input, output) in [(profile, "given.raw"), (folder.file("profile.pb.gz"), "profile.raw")] {
            let raw = try Pprof.run(["-raw", "-symbolize=none", input], folder: folder.path)
            try Files.write(raw.output, to: folder.file(output))
        }
        let script = Repository.path("Tests/CommandLineTests/Exports/read-back.py")
        let result = try Command.run("python3", [script, folder.file("given.raw"), folder.path])
        #expect(result.status.code == 0, "\(profile): \(result.output)\(result.error)")
    }

    @Test(
        .enabled(if: Python.isAvailable, "python3 is not installed"),
        .enabled(if: SharedCorpus.path("corpus/pprof") != nil, "no shared corpus"), arguments: corpusInputs)
    func ofTheCorpus(input: String) throws {
        try readBack(try #require(SharedCorpus.path("corpus/pprof")) + "/inputs/" + input)
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"), arguments: ["cpu", "heap"])
    func ofMadeUpProfiles(kind: String) throws {
        let folder = try TemporaryFolder()
        try GeneratedProfiles.writeLarge(kind: kind, size: 300_000, to: folder.file("large.pb.gz"))
        try readBack(folder.file("large.pb.gz"))
    }

    /// The third has samples without a stack.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"), arguments: [3, 4, 6] as [UInt64])
    func ofUnusualProfiles(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        try GeneratedProfiles.write(seeds: seed..<seed + 1, to: folder.path)
        try readBack(folder.file("\(seed)-a"))
    }

    @Test func aComparisonHasNoPlaceOnATimeLine() throws {
        let folder = try TemporaryFolder()
        try GeneratedProfiles.write(seeds: 4..<5, to: folder.path)
        for format in ["speedscope", "chrome", "firefox"] {
            let result = try SondeProgram.run(
                ["profile", "convert", "--to", format, "-diff_base", folder.file("4-a"), folder.file("4-b")],
                folder: folder.path)
            #expect(result.status.code == 2)
            #expect(result.output.isEmpty)
            #expect(result.error.contains("below zero"), "\(result.error)")
        }
    }

    @Test func theFormatIsAskedForWhenNothingNamesIt() throws {
        let folder = try TemporaryFolder()
        try GeneratedProfiles.write(seeds: 4..<5, to: folder.path)
        for arguments in [[folder.file("4-a")], ["-o", folder.file("x.unknown"), folder.file("4-a")]] {
            let result = try SondeProgram.run(["profile", "convert"] + arguments, folder: folder.path)
            #expect(result.status.code == 2)
            #expect(result.error.contains("--to"), "\(result.error)")
            #expect(!Files.exists(folder.file("x.unknown")))
        }
    }
}
