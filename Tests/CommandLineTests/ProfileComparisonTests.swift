import GoProfile
import TestSupport
import Testing

@testable import sonde

/// `profile diff`, `anomalies` and `quality` as a user runs them.
@Suite struct ProfileComparisonTests {
    /// A cpu profile of 30 s in which `sort` takes so many samples; written as pprof reads it.
    private static func write(_ path: String, sort: Int64, type: String = "cpu", minute: Int64 = 1) throws {
        var builder = ProfileBuilder(
            sampleTypes: [("samples", "count"), (type, "nanoseconds")], periodType: (type, "nanoseconds"))
        builder.profile.period = 10_000_000
        builder.profile.durationNanoseconds = 30_000_000_000
        builder.profile.timeNanoseconds = 1_700_000_000_000_000_000 + minute * 60_000_000_000
        func add(_ names: [String], _ count: Int64) {
            let stack = names.map { name in
                let function = builder.function(name: builder.intern(name), file: builder.intern("main.go"))
                return builder.location(lines: [ProfileLine(function: function, line: 1)])
            }
            builder.append(stack: stack, values: [count, count * 10_000_000], labels: [])
        }
        add(["main.sort", "main.rank", "main.main"], sort)
        add(["main.read", "main.main"], 1500)
        add(["main.write", "main.main"], 1200)
        try Files.write(try ProtoWriter.gzip(builder.profile), to: path)
    }

    private static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandResult {
        try SondeProgram.run(["profile"] + arguments, folder: folder.path)
    }

    @Test func theFirstLineSaysWhatGotSlower() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder.path + "/a", sort: 1000)
        try Self.write(folder.path + "/b", sort: 1600)
        let grown = try Self.run(["diff", "a", "b"], in: folder)
        #expect(grown.status.code == 0)
        #expect(grown.output.hasPrefix("main.sort and what it calls cost 60% more (95%: +"), "\(grown.output)")
        let back = try Self.run(["diff", "b", "a"], in: folder)
        #expect(back.output.hasPrefix("Nothing got slower by more than chance explains; "), "\(back.output)")
        #expect(back.output.contains("main.sort and what it calls cost 38% less"), "\(back.output)")
        let same = try Self.run(["diff", "a", "a"], in: folder)
        #expect(same.output.hasPrefix("Nothing changed by more than chance explains; +"), "\(same.output)")
        let groups = try Self.run(["diff", "a", "a", "--", "b", "b", "--format", "json"], in: folder)
        #expect(groups.output.contains("\"schema\": \"sonde.profile-diff/1\""), "\(groups.output)")
        #expect(groups.output.contains("\"hasReplicates\": true"))
    }

    @Test func filtersAndColumnsAreThoseOfPprof() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder.path + "/a", sort: 1000)
        try Self.write(folder.path + "/b", sort: 1600)
        let focused = try Self.run(["diff", "-focus=main.read", "-sample_index=samples", "a", "b"], in: folder)
        #expect(!focused.output.contains("main.sort"), "\(focused.output)")
        #expect(focused.output.contains("samples: "))
    }

    @Test(arguments: [
        (["a"], "takes two profiles"), (["a", "a", "a"], "takes two profiles"), (["a", "--"], "no profile behind --"),
        (["a", "other"], "measure different things"), (["-base=a", "a", "a"], "-base and -diff_base"),
        (["-mean", "a", "a"], "-mean"),
    ])
    func mistakesAreNamed(_ arguments: [String], _ words: String) throws {
        let folder = try TemporaryFolder()
        try Self.write(folder.path + "/a", sort: 1000)
        try Self.write(folder.path + "/other", sort: 1000, type: "wall")
        let result = try Self.run(["diff"] + arguments, in: folder)
        #expect(result.status.code == 2)
        #expect(result.error.contains(words), "\(result.error)")
        #expect(result.output.isEmpty)
    }

    @Test func aSeriesSaysWhatGrows() throws {
        let folder = try TemporaryFolder()
        let names = (0..<8).map { "p\($0)" }
        for (at, name) in names.enumerated() {
            try Self.write(folder.path + "/" + name, sort: 500 + 200 * Int64(at), minute: Int64(at))
        }
        let text = try Self.run(["anomalies"] + names.reversed(), in: folder)
        #expect(text.status.code == 0)
        #expect(text.output.hasPrefix("main.sort grows by "), "\(text.output)")
        let json = try Self.run(["anomalies", "--format", "json"] + names, in: folder)
        #expect(json.output.contains("\"schema\": \"sonde.profile-anomalies/1\""))
        let one = try Self.run(["anomalies", "p0"], in: folder)
        #expect(one.output.hasPrefix("There is one profile only"))
    }

    /// Warnings never reach standard output, which is pprof's.
    @Test func warningsAreBesideTheReport() throws {
        let folder = try TemporaryFolder()
        var builder = ProfileBuilder(
            sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"))
        builder.profile.period = 10_000_000
        builder.profile.durationNanoseconds = 1_000_000_000
        let function = builder.function(name: builder.intern("main.main"), file: builder.intern("main.go"))
        let location = builder.location(lines: [ProfileLine(function: function, line: 1)])
        builder.append(stack: [location], values: [90, 900_000_000], labels: [])
        try Files.write(try ProtoWriter.gzip(builder.profile), to: folder.path + "/few")
        let top = try Self.run(["top", "few"], in: folder)
        #expect(top.error.contains("warning: 90 samples are few"), "\(top.error)")
        #expect(!top.output.contains("few:") && !top.output.contains("warning"))
        let quality = try Self.run(["quality", "few"], in: folder)
        #expect(quality.output.contains("[samples.few]"), "\(quality.output)")
        #expect(quality.error.isEmpty)
    }
}
