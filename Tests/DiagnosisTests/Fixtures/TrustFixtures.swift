import GoBinary
import GoProcess

@testable import Diagnosis

/// Whether the evidence, and the program itself, can be trusted.
enum TrustFixtures {
    static let all = [evidenceRule, debugFlagsRule, dirtyRule, phantomRule, exposureRule]

    // MARK: - The evidence

    /// A dump in the form of a profile (`debug=1`), or as Go prints it.
    private static func states(_ kind: SnapshotSource.Kind) -> FixtureEvidence {
        var world = World(kind)
        for _ in 0..<10 { world.go(["main.work"], state: kind == .groupedText ? .unknown : .running) }
        return FixtureEvidence(looks: [world.built()])
    }

    private static func stacks(without missing: Int) -> FixtureEvidence {
        .looks { world, _ in for number in 0..<10 { world.go(number < missing ? [] : ["main.work"]) } }
    }

    private static let evidenceRule = RuleFixture(
        "evidence.insufficient",
        fires: [
            .init(.evidenceInsufficient, "4711") { states(.groupedText) },
            .init(.evidenceInsufficient, "4711") { stacks(without: 6) },
            .init(.evidenceInsufficient, "4711") { .looks { _, _ in } },
        ],
        silent: [
            .init("a dump with states") { states(.text) },
            .init("half of the stacks are there") { stacks(without: 5) },
        ])

    // MARK: - The binary

    private static func build(_ change: (inout BuildInformation) -> Void) -> FixtureEvidence {
        var build = BuildInformation(goVersion: "go1.27.3", path: "example.com/shop")
        build.main = BuildInformation.Module(path: "example.com/shop", version: "(devel)")
        change(&build)
        return .looks { world, _ in
            world.snapshot.buildInformation = build
            world.go(["main.work"])
        }
    }

    private static func settings(_ settings: [(String, String)]) -> FixtureEvidence {
        build { $0.settings = settings.map { BuildInformation.Setting(key: $0.0, value: $0.1) } }
    }

    private static let debugFlagsRule = RuleFixture(
        "build.debug-flags",
        fires: [
            .init(.buildDebugFlags, "example.com/shop") { settings([("-gcflags", "all=-N -l")]) },
            .init(.buildDebugFlags, "example.com/shop") { settings([("-race", "true")]) },
        ],
        silent: [
            .init("the compiler is only asked what it decides") { settings([("-gcflags", "-m=2")]) },
            .init("an option that is off") { settings([("-race", "false")]) },
        ])

    private static let dirtyRule = RuleFixture(
        "build.dirty",
        fires: [
            .init(.buildDirty, "example.com/shop") {
                settings([("vcs.revision", "0123456789abcdef"), ("vcs.modified", "true")])
            }
        ],
        silent: [
            .init("the sources are those of the commit") {
                settings([("vcs.revision", "0123456789abcdef"), ("vcs.modified", "false")])
            }
        ])

    private static func module(replacedBy path: String?) -> FixtureEvidence {
        build {
            $0.dependencies = [
                BuildInformation.Module(
                    path: "example.com/queue", version: "v1.4.0",
                    replacement: path.map { BuildInformation.Replacement(path: $0, version: "", sum: "") })
            ]
        }
    }

    private static let phantomRule = RuleFixture(
        "build.phantom-dependency",
        fires: [.init(.buildPhantomDependency, "example.com/queue") { module(replacedBy: "../queue") }],
        silent: [.init("a module that nothing replaces") { module(replacedBy: nil) }])

    // MARK: - Exposure

    private static func servers(_ addresses: [String]) -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.servers = addresses
        return evidence
    }

    private static let exposureRule = RuleFixture(
        "exposure.pprof",
        fires: [
            .init(.exposurePprof, "[::]:6060") { servers(["127.0.0.1:6061", "[::]:6060"]) },
            .init(.exposurePprof, "10.0.0.4:6060") { servers(["10.0.0.4:6060"]) },
        ],
        silent: [.init("only the machine itself reaches it") { servers(["127.0.0.1:6060", "[::1]:6060"]) }])
}
