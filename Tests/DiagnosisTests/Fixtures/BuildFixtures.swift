import SystemActivity

@testable import Diagnosis

/// What takes the time of a build.
enum BuildFixtures {
    static let all = [stepsRule, modulesRule]

    /// A build of ten seconds, whose steps follow each other.
    private struct Build {
        private var script = ScriptedActivity()
        private var now = 100.0
        private var next: UInt32 = 11

        init() { script.isGoCommand() }

        /// - Parameter seconds: that the step takes.
        private mutating func step(_ seconds: Double, _ words: [String]) {
            script.child(next, from: now, to: now + seconds * 1000, arguments: words)
            now += seconds * 1000 + 10
            next += 1
        }

        mutating func compile(_ package: String, _ seconds: Double, in action: String, isStandard: Bool = false) {
            let folder = "/tmp/go-build1/\(action)"
            step(
                seconds,
                ["/go/pkg/tool/linux_amd64/compile", "-o", "\(folder)/_pkg_.a", "-p", package]
                    + (isStandard ? ["-std"] : []) + ["-pack", "./x.go"])
        }

        mutating func link(_ seconds: Double) {
            step(
                seconds,
                [
                    "/go/pkg/tool/linux_amd64/link", "-o", "/tmp/go-build1/b001/exe/a.out", "-importcfg",
                    "/tmp/go-build1/b001/importcfg.link", "/tmp/go-build1/b001/_pkg_.a",
                ])
        }

        mutating func gcc(_ seconds: Double, in action: String) {
            let folder = "/tmp/go-build1/\(action)"
            step(seconds, ["/usr/bin/gcc", "-I", "\(folder)/", "-o", "\(folder)/_x001.o", "-c", "a.c"])
        }

        func evidence() throws -> FixtureEvidence { try .activity(script) }
    }

    /// - Parameter change: what else is built, before the program itself.
    private static func build(_ change: (inout Build) -> Void, linking: Double = 1) throws -> FixtureEvidence {
        var build = Build()
        change(&build)
        build.compile("main", 1, in: "b001")
        build.link(linking)
        return try build.evidence()
    }

    private static let stepsRule = RuleFixture(
        "build.steps",
        fires: [
            .init(.buildLink, "main") { try build({ _ in }, linking: 5) },
            .init(.buildCompile, "example.com/app/huge") {
                try build { $0.compile("example.com/app/huge", 5, in: "b009") }
            },
            .init(.buildCacheMiss, "net/http") {
                try build { $0.compile("net/http", 5, in: "b009", isStandard: true) }
            },
            .init(.buildCgo, "example.com/app/picture") {
                try build {
                    $0.gcc(5, in: "b009")
                    $0.compile("example.com/app/picture", 1, in: "b009")
                }
            },
        ],
        silent: [
            .init("as much work in many packages") {
                try build {
                    for number in 2..<8 { $0.compile("example.com/app/part\(number)", 1, in: "b00\(number)") }
                }
            },
            .init("no build at all") { try .activity(ScriptedActivity()) },
        ])

    /// Half of the time in a call of the go command.
    private static func waiting(in function: String) throws -> FixtureEvidence {
        var script = ScriptedActivity()
        script.isGoCommand()
        let stack = script.stack(["syscall.read", "net.(*conn).Read", function, "main.main"])
        script.call(100, "read", 5, "socket:tcp", "100", took: 5000, kind: .network, stack: stack)
        let after = script.stack(["syscall.unlinkat", "cmd/go/internal/work.(*Builder).Close", "main.main"])
        script.call(5200, "unlinkat", -1, "/tmp/go-build1", stack: after)
        return try .activity(script)
    }

    private static let modulesRule = RuleFixture(
        "build.modules",
        fires: [
            .init(.buildModuleDownload, "modules") { try waiting(in: "cmd/go/internal/modfetch.Download") },
            .init(.buildModuleDownload, "modules") { try waiting(in: "cmd/go/internal/vcs.FromDir") },
        ],
        silent: [.init("it waits for a tool") { try waiting(in: "cmd/go/internal/work.(*Shell).runOut") }])
}
