import TestSupport
import Testing
import Wire

@testable import GoBinary

@Suite struct BuildWarningsTests {
    private func build(_ settings: [String: String], version: String = "go1.27.3", main: String = "v1.0.0")
        -> BuildInformation
    {
        BuildInformation(
            goVersion: version, path: "example.org/app", main: .init(path: "example.org/app", version: main),
            settings: settings.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) })
    }

    private func kinds(_ build: BuildInformation) -> [BuildWarning.Kind] { BuildWarnings.of(build).map(\.kind) }

    @Test func aReleasedBuildIsNotOdd() {
        let plain = build(["-compiler": "gc", "CGO_ENABLED": "0", "GOAMD64": "v1", "vcs.modified": "false"])
        #expect(kinds(plain).isEmpty)
    }

    @Test func sources() {
        let modified = build(["vcs.revision": "abc", "vcs.modified": "true"], main: "(devel)")
        #expect(kinds(modified) == [.modifiedSources(revision: "abc")])
        #expect(kinds(build([:], main: "(devel)")) == [.unknownRevision])
        #expect(kinds(build(["vcs.revision": "abc"], main: "(devel)")).isEmpty)
        var replaced = build([:])
        replaced.dependencies = [
            .init(
                path: "example.org/a", version: "v1.2.3",
                replacement: .init(path: "../a", version: "(devel)", sum: "")),
            .init(path: "example.org/b", version: "v1.0.0"),
            .init(
                path: "example.org/c", version: "v2.0.0",
                replacement: .init(path: "example.org/fork", version: "v2.0.1", sum: "h1:x")),
        ]
        #expect(
            kinds(replaced) == [
                .replacedModule(path: "example.org/a", version: "v1.2.3", replacement: "../a", replacementVersion: ""),
                .replacedModule(
                    path: "example.org/c", version: "v2.0.0", replacement: "example.org/fork",
                    replacementVersion: "v2.0.1"),
            ])
    }

    @Test func slowBuilds() {
        #expect(
            kinds(build(["-gcflags": "all=-N -l"])) == [
                .unoptimised(flag: "-N", packages: "all"), .unoptimised(flag: "-l", packages: "all"),
            ])
        #expect(kinds(build(["-gcflags": "-N"])) == [.unoptimised(flag: "-N", packages: "")])
        #expect(kinds(build(["-gcflags": "example.org/...=-l=4 -m"])).isEmpty)
        #expect(kinds(build(["-gcflags": "-m=2 -d=ssa/check_bce"])).isEmpty)
        for flag in ["-race", "-cover", "-asan", "-msan"] {
            #expect(kinds(build([flag: "true"])) == [.instrumented(flag: flag)])
            #expect(kinds(build([flag: "false"])).isEmpty)
        }
        // The weightiest first.
        let both = BuildWarnings.of(build(["-race": "true", "CGO_ENABLED": "1", "vcs.modified": "true"]))
        #expect(both.map(\.weight) == [.distortion, .mismatch, .note])
    }

    @Test func linkingAndBehaviour() {
        #expect(kinds(build(["CGO_ENABLED": "1"])) == [.cgo])
        #expect(kinds(build(["-ldflags": "-s -w"])) == [.stripped(symbols: true, dwarf: true)])
        #expect(kinds(build(["-ldflags": "-w=true"])) == [.stripped(symbols: false, dwarf: true)])
        #expect(kinds(build(["-ldflags": "-X 'main.text= -s' -s=false"])).isEmpty)
        #expect(kinds(build(["-trimpath": "true"])) == [.trimmedPaths])
        #expect(kinds(build(["-pgo": "/src/default.pgo"])) == [.profileGuided(file: "/src/default.pgo")])
        #expect(
            kinds(build(["GOEXPERIMENT": "jsonv2"], version: "go1.27.3 X:jsonv2"))
                == [.behaviour(setting: "GOEXPERIMENT", value: "jsonv2")])
        #expect(
            kinds(build([:], version: "go1.26.0 X:greenteagc"))
                == [.behaviour(setting: "GOEXPERIMENT", value: "greenteagc")])
        #expect(kinds(build(["GOFIPS140": "off"])).isEmpty)
        #expect(kinds(build(["-tags": "netgo"])) == [.behaviour(setting: "-tags", value: "netgo")])
        #expect(kinds(build(["-compiler": "gccgo"])) == [.otherCompiler(name: "gccgo")])
        let version = "devel go1.28-2f0d1b5 Mon Jan 5 12:00:00 2026"
        #expect(kinds(build([:], version: version)) == [.developmentToolchain(version: version)])
    }

    @Test func wordsOfFlags() {
        #expect(CommandFlags.words("-s  -X 'a=b c' \"d e\"") == ["-s", "-X", "a=b c", "d e"])
        #expect(CommandFlags.words("").isEmpty)
        #expect(CommandFlags.words("'open") == ["open"])
        #expect(CommandFlags.pattern("all=-N -l") == ("all", "-N -l"))
        #expect(CommandFlags.pattern("-ldflags=x") == ("", "-ldflags=x"))
    }

    /// What real builds record.
    @Test func realBuilds() throws {
        let toolchain = try GoToolchain.newest()
        let debug = try SmallProgram.build(toolchain.version, .init(flags: ["-gcflags=-N -l", "-ldflags=-w"]))
        let warnings = try #require(try open(debug.executable).buildInformation()).warnings
        #expect(warnings.contains(.unoptimised(flag: "-N", packages: "")))
        #expect(warnings.contains(.unoptimised(flag: "-l", packages: "")))
        #expect(warnings.contains(.stripped(symbols: false, dwarf: true)))
        let stamped = try GoProgram.buildStamped(folder: Repository.zoo("demo"), modified: true, toolchain: toolchain)
        let information = try #require(try open(stamped.executable).buildInformation())
        #expect(information.warnings.contains(.modifiedSources(revision: try #require(information.revision))))
    }

    @Test func sameAndDifferentImages() throws {
        let first = try open(try SmallProgram.build(GoToolchain.newestVersion).executable)
        let again = try open(first.path)
        let other = try open(try SmallProgram.build(GoToolchain.newestVersion, .stripped).executable)
        #expect(ImageComparison.of(first, again) == .same)
        guard case .different(let identifier, let a, let b) = ImageComparison.of(first, other) else {
            Issue.record("different builds are taken for the same")
            return
        }
        #expect(identifier == "Go build id" && a == first.goBuildID && b == other.goBuildID)
    }
}

extension BuildInformation {
    fileprivate var warnings: [BuildWarning.Kind] { BuildWarnings.of(self).map(\.kind) }
}
