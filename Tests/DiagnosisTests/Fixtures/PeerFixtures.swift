import Evidence
import GoProcess

@testable import Diagnosis

/// Goroutines that wait for others than goroutines: peers, disks, pipes.
enum PeerFixtures {
    static let all = [bodiesRule, peerRule, connectionsRule, systemCallRule, syncRule, foreignRule]

    // MARK: - Bodies that nobody reads

    private static func bodies(readers: Int) -> FixtureEvidence {
        .looks { world, look in
            world.go(Frames.roundTrip + ["main.(*poller).ping", "main.main"], "select", id: 1)
            world.move(look)
            for index in 0..<30 {
                let parent = UInt64(10_000 + index)
                world.go(
                    Frames.select + ["net/http.(*persistConn).readLoop"], "select",
                    created: "net/http.(*Transport).dialConn", parent: parent)
                world.go(Frames.writeLoop, "select", created: "net/http.(*Transport).dialConn", parent: parent)
            }
            for _ in 0..<readers {
                world.go(Frames.select + ["net/http.(*bodyEOFSignal).Read", "io.ReadAll", "main.download"], "select")
            }
        }
    }

    private static let bodiesRule = RuleFixture(
        "leak.http-body",
        fires: [.init(.leakHttpBody, "main.(*poller).ping") { bodies(readers: 0) }],
        silent: [.init("they are being read") { bodies(readers: 30) }])

    // MARK: - Peers

    private static func calls(
        _ count: Int, _ frames: [String], local: String = "127.0.0.1:41000", _ operation: WaitOperation = .read,
        moves: Bool = false
    ) -> FixtureEvidence {
        .looks(3, seconds: 4) { world, look in
            for number in 0..<count {
                let goroutine = world.go(frames + ["main.call", "main.work"] + Frames.handler, "IO wait")
                let isWrite = operation == .write
                world.wait(
                    goroutine,
                    world.socket(
                        local: local, remote: isWrite ? "10.2.0.\(number):51000" : "10.0.0.2:80",
                        sendQueue: isWrite ? 87_000 : 0), operation)
            }
            if moves { world.move(look) }
        }
    }

    private static func lookups(_ count: Int, moves: Bool = false) -> FixtureEvidence {
        .looks { world, look in
            for _ in 0..<count {
                world.go(
                    Frames.select + ["net.(*Resolver).lookupIPAddr", "net.(*Dialer).DialContext", "main.dial"],
                    "select")
            }
            if moves { world.move(look) }
        }
    }

    private static let peerRule = RuleFixture(
        "network.peer",
        fires: [
            .init(.networkSlowPeer, "10.0.0.2:80") { calls(9, Frames.read) },
            .init(.networkSlowClient, "main.call") { calls(5, Frames.write, local: "10.0.0.1:80", .write) },
            .init(.networkDns, "main.dial") { lookups(6) },
        ],
        silent: [
            .init("answers that come at once") { calls(9, Frames.read, moves: true) },
            .init("clients that read") { calls(5, Frames.write, local: "10.0.0.1:80", .write, moves: true) },
            .init("two names that are resolved at once") { lookups(2, moves: true) },
        ])

    /// - Parameters:
    ///   - open: connections to one peer at a time.
    ///   - ended: those that the kernel remembers.
    private static func connections(open: Int, ended: [String: Int]) -> FixtureEvidence {
        .process { sample, number in
            guard number == 7 else { return }
            sample.connections = ["10.0.0.7:443": ConnectionCount(different: 8 * open, most: open)]
            sample.endedConnections = ended
        }
    }

    private static let connectionsRule = RuleFixture(
        "connections.ended",
        fires: [.init(.networkNoReuse, "10.0.0.7:443") { connections(open: 2, ended: ["10.0.0.7:443": 100]) }],
        silent: [
            .init("a pool that gives some up") { connections(open: 30, ended: ["10.0.0.7:443": 100]) },
            .init("others end connections, to another peer") { connections(open: 2, ended: ["10.9.9.9:80": 5000]) },
            .init("few") { connections(open: 2, ended: ["10.0.0.7:443": 15]) },
        ])

    // MARK: - Calls

    private static func call(
        _ name: String, _ target: String, _ frames: [String] = ["syscall.Syscall", "os.(*File).Read", "main.load"],
        looks: Int = 3
    ) -> FixtureEvidence {
        .looks(looks) { world, _ in
            world.call(world.go(frames), name, descriptor: 3, target: target)
        }
    }

    private static let systemCallRule = RuleFixture(
        "io.blocked-syscall",
        fires: [
            .init(.ioBlockedSyscall, "/var/lib/app/lock") { call("flock", "/var/lib/app/lock") },
            .init(.ioBlockedSyscall, "pipe:[12]") { call("read", "pipe:[12]") },
            .init(.ioDiskSync, "/var/lib/app/wal") { call("fsync", "/var/lib/app/wal") },
            .init(.contentionLogging, "pipe:[77]") {
                call("write", "pipe:[77]", ["syscall.write", "os.(*File).Write", "log.(*Logger).output", "main.run"])
            },
            .init(.threadsCgoBlocked, "C.wait") {
                call("read", "pipe:[12]", ["runtime.cgocall", "main._Cfunc_wait", "main.ask"])
            },
        ],
        silent: [
            .init("events are awaited") { call("read", "anon_inode:inotify") },
            .init("a child is awaited") { call("wait4", "") },
            .init("one look does not tell for how long") { call("flock", "/var/lib/app/lock", looks: 1) },
        ])

    /// Looks at a goroutine that is in such a call in the first of them.
    private static func syncing(
        _ looks: Int, hits: Int, _ name: String = "fsync", isSynchronous: Bool = false
    ) -> FixtureEvidence {
        var evidence = FixtureEvidence.looks(looks, seconds: 10) { world, look in
            let isHit = look < hits
            let writer = world.go(
                isHit ? ["syscall.Syscall", "os.(*File).Write", "main.put"] : Frames.sleep + ["main.put"],
                isHit ? "" : "sleep")
            if isHit { world.call(writer, name, target: "/var/log/a.journal") }
            world.move(look)
        }
        var sample = ProcessSample(time: 0)
        if isSynchronous { sample.synchronousFiles = ["/var/log/a.journal"] }
        evidence.context.process = ProcessSeries([sample])
        return evidence
    }

    private static let syncRule = RuleFixture(
        "io.sync-sampled",
        fires: [
            .init(.ioDiskSync, "/var/log/a.journal") { syncing(20, hits: 19) },
            .init(.ioDiskSync, "main.put") { syncing(20, hits: 19, "write", isSynchronous: true) },
        ],
        silent: [
            .init("three looks of twenty") { syncing(20, hits: 3) },
            .init("too few looks") { syncing(9, hits: 9) },
            .init("a file that is open in the common way") { syncing(20, hits: 19, "write") },
        ])

    // MARK: - Calls into C

    /// Looks at so many goroutines in a function of C, another one of its calls at each of them.
    /// - Parameter waits: whether the kernel shows a call of their threads: it does not while they compute.
    private static func foreign(_ looks: Int, goroutines: Int, waits: Bool = true) -> FixtureEvidence {
        .looks(looks, seconds: 10) { world, look in
            for _ in 0..<goroutines {
                let goroutine = world.go(
                    ["runtime.cgocall", "main._Cfunc_wait", "main.ask"], state: .systemCall)
                if waits { world.call(goroutine, "clock_nanosleep", target: "") }
            }
            world.move(look)
        }
    }

    private static let foreignRule = RuleFixture(
        "threads.cgo-sampled",
        fires: [.init(.threadsCgoBlocked, "C.wait") { foreign(20, goroutines: 4) }],
        silent: [
            .init("they compute in C") { foreign(20, goroutines: 4, waits: false) },
            .init("two at a time") { foreign(20, goroutines: 2) },
            .init("too few looks") { foreign(9, goroutines: 4) },
        ])
}
