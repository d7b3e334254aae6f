import GoProcess
import GoProfile
import TestSupport
import Testing
import Wire

@testable import sonde

/// Goroutine dumps read as profiles.
@Suite struct GoroutineProfileTests {
    private static let dump = """
        goroutine 1 [running]:
        main.main()
        \t/src/main.go:10 +0x1d

        goroutine 7 [chan receive, 12 minutes, locked to thread] {endpoint: /search, "user id": "a \\"b\\""}:
        main.inner(...)
        \t/src/work.go:20
        main.(*pool).work(0xc000012345)
        \t/src/work.go:31 +0x2d
        created by main.start in goroutine 1
        \t/src/main.go:9 +0x3d

        goroutine 8 [chan send (leaked)]:
        main.(*pool).work(0xc000012345)
        \t/src/work.go:31 +0x2d
        created by main.start in goroutine 1
        \t/src/main.go:9 +0x3d

        """

    private func texts(_ profile: Profile) -> [String] {
        (0..<profile.samples.count).map { sample in
            let frames = profile.samples.stack(sample).map { location in
                profile.locations.lines(Int(location)).map { line in
                    let function = Int(line.function)
                    return "\(profile.text(profile.functions.names[function])) "
                        + "\(profile.text(profile.functions.files[function])):\(line.line)"
                }.joined(separator: " < ")
            }
            let labels = profile.labelSets[profile.samples.labelSets[sample]].map { label in
                "\(profile.text(label.key))="
                    + (label.isNumeric
                        ? "\(label.number) \(label.unit.map { profile.text($0) } ?? "-")" : profile.text(label.string))
            }
            return "\(profile.samples.value(sample, 0)) \(frames.joined(separator: "; ")) | "
                + labels.joined(separator: ", ")
        }
    }

    private static let expected = [
        "1 main.main /src/main.go:10 | state=running",
        "1 main.inner /src/work.go:20 < main.(*pool).work /src/work.go:31; created by main.start /src/main.go:9 | "
            + "endpoint=/search, state=chan receive, user id=a \"b\", wait=12 minutes",
        "1 main.(*pool).work /src/work.go:31; created by main.start /src/main.go:9 | state=chan send (leaked)",
    ]

    @Test func everyGoroutineIsASample() throws {
        let profile = try ProfileInput().read(Bytes(Self.dump), name: "dump.txt")
        #expect(texts(profile) == Self.expected)
        #expect(profile.sampleTypes.map { profile.text($0.type) + "/" + profile.text($0.unit) } == ["goroutine/count"])
    }

    /// In a log, behind other text; and as sonde's own snapshot.
    @Test func otherWrappings() throws {
        let log = "2026/01/02 starting\nSIGQUIT: quit\nPC=0x46f1e3 m=0 sigcode=0\n\n" + Self.dump
        #expect(texts(try ProfileInput().read(Bytes(log), name: "log")) == Self.expected)
        let snapshot = try TextDump.read(Bytes(Self.dump), name: "dump.txt")
        let encoded = Bytes(try SnapshotFile.encode(snapshot))
        #expect(texts(try ProfileInput().read(encoded, name: "dump.sonde")) == Self.expected)
    }

    @Test func noProfileAndNoDump() throws {
        for (text, words) in [
            ("404 page not found\n", "404 page not found"),
            ("GO PREPROFILE V1\nmain.a\nmain.b\n1 2\n", "for the compiler"),
            ("<!DOCTYPE html>\n", "<!DOCTYPE html>"),
        ] {
            let error = #expect(throws: InputError.self) { try ProfileInput().read(Bytes(text), name: "answer") }
            #expect(error?.description.contains(words) == true)
        }
    }

    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"))
    func theCommandReadsADump() throws {
        let folder = try TemporaryFolder()
        try Files.write(Self.dump, to: folder.file("dump.txt"))
        let tags = try SondeProgram.run(["profile", "tags", "dump.txt"], folder: folder.path)
        #expect(tags.succeeded, "\(tags.error)")
        #expect(tags.output.contains("chan send (leaked)"))
        let tree = try SondeProgram.run(["profile", "top", "dump.txt"], folder: folder.path)
        #expect(tree.output.contains("created by main.start"))
        #expect(tree.output.contains("main.inner (inline)"))
    }
}
