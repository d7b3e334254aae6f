@testable import Diagnosis

/// What a program asks of the system.
enum CallFixtures {
    static let all = [startRule, longRule, socketsRule]

    private static let startRule = RuleFixture(
        "start-up.files",
        fires: [
            .init(.startupFileReads, "/etc/shop") { try .activity(.start(5000, pause: 0.2, until: 1010)) },
            .init(.startupFileReads, "/etc/shop") {
                try .activity(.start(1000, pause: 0.2, missing: 990, until: 250))
            },
        ],
        silent: [
            .init("what takes the time is something else") {
                try .activity(.start(1000, pause: 0.2, until: 900))
            },
            .init("few files") { try .activity(.start(400, pause: 0.5, until: 250)) },
            .init("fast enough") { try .activity(.start(1000, pause: 0.06, until: 70)) },
        ])

    private static func call(
        _ operation: String, _ path: String, took: Double = 8000, descriptor: Int32 = 3
    ) throws -> FixtureEvidence {
        var script = ScriptedActivity()
        script.call(100, operation, descriptor, path, "1", took: took)
        return try .activity(script)
    }

    /// A fifth of the time in short writes to one file.
    private static func writes(synchronousFiles: Set<String>) throws -> FixtureEvidence {
        var script = ScriptedActivity()
        for number in 0..<4000 { script.call(10 + Double(number) * 2, "write", 3, "/data/journal", "9", took: 0.5) }
        return try .activity(script, synchronousFiles: synchronousFiles)
    }

    private static let longRule = RuleFixture(
        "calls.long",
        fires: [
            .init(.ioDiskSync, "/data/x") { try call("fsync", "/data/x", took: 2000) },
            .init(.ioDiskSync, "/data/journal") { try writes(synchronousFiles: ["/data/journal"]) },
            .init(.ioBlockedSyscall, "flock /var/lock/shop") { try call("flock", "/var/lock/shop") },
            .init(.ioBlockedSyscall, "pipe:1") { try call("read", "pipe:1") },
        ],
        silent: [
            .init("a twentieth of the time") { try call("fsync", "/data/x", took: 500) },
            .init("a twentieth of the time in others") { try call("flock", "/var/lock/shop", took: 500) },
            .init("writes to a file that is open in the common way") {
                try writes(synchronousFiles: ["/data/other"])
            },
            .init("standard input") { try call("read", "pipe:1", descriptor: 0) },
            .init("events") { try call("read", "inotify") },
        ])

    private static let socketsRule = RuleFixture(
        "sockets",
        fires: [
            .init(.networkDns, "10.0.0.53:53") { try .activity(.lookups(3, 2000, isAnswered: false)) },
            .init(.networkNoReuse, "10.0.0.1:80") { try .activity(.connections(200, uses: 1)) },
        ],
        silent: [
            .init("many names, at once") { try .activity(.lookups(0, 0, prompt: 50)) },
            .init("one answer that was a bit late") { try .activity(.lookups(1, 150)) },
            .init("connections that are used again") { try .activity(.connections(200, uses: 2)) },
            .init("few connections") { try .activity(.connections(19, uses: 1)) },
        ])
}
