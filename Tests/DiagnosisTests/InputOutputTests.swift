import GoBinary
import GoProcess
import Testing

@testable import Diagnosis

@Suite struct PeerTests {
    /// Requests, with the loops of their connections, to a peer.
    private func requests(_ world: inout World, _ count: Int, look: Int? = nil, peer: String = "10.0.0.2:8080") {
        for index in 0..<count {
            let parent = UInt64(20_000 + index)
            let closed = world.channel(elementSize: 0)
            let request = world.go(Frames.roundTrip + ["main.fetch", "main.worker"], "select")
            world.wait(request, world.channel(), .receive, isSelect: true)
            world.wait(request, closed, .receive, isSelect: true)
            let reader = world.go(
                Frames.readLoop, "IO wait", created: "net/http.(*Transport).dialConn", parent: parent)
            world.wait(reader, world.socket(remote: index % 50 == 49 ? "10.9.9.9:1" : peer), .read)
            let writer = world.go(Frames.writeLoop, "select", created: "net/http.(*Transport).dialConn", parent: parent)
            world.wait(writer, closed, .receive, isSelect: true)
            if let look {
                for g in [request, reader, writer] {
                    world.snapshot.goroutines[Int(g)].fingerprint = UInt64(look + 1)
                }
            }
        }
    }

    @Test func requestsThatWaitForOnePeer() throws {
        let report = diagnose(World.sequence { world, _ in requests(&world, 50) })
        #expect(report.causes.first == "network.slow-peer")
        let finding = try #require(report.first)
        #expect(finding.subject.title == "10.0.0.2:8080")
        #expect(finding.summary.hasPrefix("49 goroutines in main.fetch wait for an answer from 10.0.0.2:8080"))
        #expect(finding.remedy.contains("timeout"))
    }

    @Test func answersThatCameBetweenTheLastLooksWereLateAllTheSame() {
        // Each request takes 1.5 s; all are answered just before the last look.
        let report = diagnose(World.sequence(4) { world, look in requests(&world, 40, look: look == 3 ? 1 : 0) })
        #expect(report.causes.first == "network.slow-peer")
    }

    @Test func promptAnswersAreSilent() {
        let report = diagnose(World.sequence { world, look in requests(&world, 9, look: look) })
        #expect(report.causes == ["healthy"])
    }

    @Test func directCallsComeBeforeTheLock() throws {
        // Ninety call the peer directly, one does so under a lock for which two wait.
        let report = diagnose(
            World.sequence { world, _ in
                for _ in 0..<90 {
                    let g = world.go(Frames.read + ["main.call", "main.work"] + Frames.handler, "IO wait")
                    world.wait(g, world.socket(remote: "10.0.0.2:80"), .read)
                }
                let holder = world.go(Frames.read + ["main.call", "main.(*cache).fill"] + Frames.handler, "IO wait")
                world.wait(holder, world.socket(remote: "10.0.0.2:80"), .read)
                let lock = world.mutex(heldBy: holder)
                for _ in 0..<2 {
                    world.wait(world.go(Frames.lock + ["main.(*cache).get"], "sync.Mutex.Lock"), lock, .lock)
                }
            })
        #expect(report.causes == ["network.slow-peer"])
        #expect(try #require(report.first).explains.map(\.cause) == [.contentionLockAcrossIo])
    }

    @Test func theHoldersPeerStandsUnderTheLock() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let holder = world.go(Frames.read + ["main.call", "main.(*cache).fill"] + Frames.handler, "IO wait")
                world.wait(holder, world.socket(remote: "10.0.0.2:80"), .read)
                let lock = world.mutex(heldBy: holder)
                for _ in 0..<200 {
                    world.wait(world.go(Frames.lock + ["main.(*cache).get"], "sync.Mutex.Lock"), lock, .lock)
                }
            })
        #expect(report.causes == ["contention.lock-across-io"])
        #expect(try #require(report.first).explains.map(\.cause) == [.networkSlowPeer])
    }

    @Test func clientsThatDoNotRead() throws {
        let report = diagnose(
            World.sequence(seconds: 4) { world, _ in
                for index in 0..<5 {
                    let g = world.go(
                        Frames.write + ["bufio.(*Writer).Flush", "main.stream"] + Frames.handler, "IO wait")
                    world.wait(
                        g,
                        world.socket(local: "10.0.0.1:80", remote: "10.2.0.\(index):5100\(index)", sendQueue: 87_000),
                        .write)
                }
            })
        #expect(report.causes == ["network.slow-client"])
        #expect(try #require(report.first).supports.contains { $0.fact.contains("87000 bytes unacknowledged") })
    }

    @Test func nameResolution() {
        let report = diagnose(
            World.sequence { world, _ in
                for _ in 0..<6 {
                    world.go(
                        Frames.select + ["net.(*Resolver).lookupIPAddr", "net.(*Dialer).DialContext", "main.dial"],
                        "select")
                }
            })
        #expect(report.causes == ["network.dns"])
    }

    @Test func aDumpNamesTheStackAndAsksForSockets() throws {
        var world = World(.text)
        world.go(["main.main"])
        for _ in 0..<30 {
            world.go(Frames.roundTrip.dropFirst(2) + ["main.fetch", "main.worker"], "select", age: 120)
        }
        let report = diagnose([world.built()])
        #expect(report.causes == ["network.slow-peer"])
        #expect(try #require(report.first).missing.contains { $0.evidence.hasPrefix("sockets") })
    }
}

@Suite struct SystemCallTests {
    private func blocked(_ name: String, _ target: String, descriptor: Int32 = 3) -> [String] {
        diagnose(
            World.sequence { world, _ in
                let g = world.go(["syscall.Syscall", "os.(*File).Read", "main.load"])
                world.call(g, name, descriptor: descriptor, target: target)
            }
        ).causes
    }

    @Test func callsThatDoNotReturn() {
        #expect(blocked("flock", "/var/lib/app/lock") == ["io.blocked-syscall"])
        #expect(blocked("openat", "/tmp/fifo", descriptor: -1) == ["io.blocked-syscall"])
        #expect(blocked("read", "pipe:[12]") == ["io.blocked-syscall"])
        #expect(blocked("fsync", "/var/lib/app/wal") == ["io.disk-sync"])
    }

    @Test func callsThatAreMeantToWait() {
        #expect(blocked("read", "/dev/pts/1", descriptor: 0) == ["healthy"])
        #expect(blocked("read", "anon_inode:inotify") == ["healthy"])
        #expect(blocked("wait4", "") == ["healthy"])
        #expect(blocked("epoll_pwait", "anon_inode:[eventpoll]") == ["healthy"])
    }

    @Test func oneLookHasNoAge() {
        var world = World()
        let g = world.go(["syscall.Syscall", "os.(*File).Read", "main.load"])
        world.call(g, "read", target: "pipe:[12]")
        #expect(diagnose([world.built()]).causes == ["healthy"])
    }
}

@Suite struct BuildTests {
    private func report(
        _ settings: [(String, String)], replaced: Bool = false, stuck: Bool = false
    ) -> DiagnosisReport {
        diagnose(
            World.sequence { world, _ in
                var build = BuildInformation(goVersion: "go1.27.3", path: "example.com/shop")
                build.main = BuildInformation.Module(path: "example.com/shop", version: "(devel)")
                build.settings = settings.map { BuildInformation.Setting(key: $0.0, value: $0.1) }
                if replaced {
                    build.dependencies = [
                        BuildInformation.Module(
                            path: "example.com/queue", version: "v1.4.0",
                            replacement: BuildInformation.Replacement(path: "../queue", version: "", sum: ""))
                    ]
                }
                world.snapshot.buildInformation = build
                world.go(["main.work"])
                if stuck { world.go(Frames.receive + ["main.f"], "chan receive (nil chan)") }
            })
    }

    @Test func debugFlags() {
        #expect(report([("-gcflags", "all=-N -l")]).causes == ["build.debug-flags"])
        #expect(report([("-race", "true")]).causes == ["build.debug-flags"])
        #expect(report([("-gcflags", "-m=2"), ("-race", "false")]).causes == ["healthy"])
        #expect(
            report([("-race", "true")], stuck: true).causes == ["stuck.nil-channel", "build.debug-flags"])
    }

    @Test func modifiedSources() throws {
        let dirty = report([("vcs.revision", "0123456789abcdef"), ("vcs.modified", "true")])
        #expect(dirty.causes == ["build.dirty", "healthy"])
        #expect(dirty.target.isModified == true)
        #expect(report([("vcs.modified", "false")]).causes == ["healthy"])
        #expect(report([]).causes == ["healthy"])
    }

    @Test func replacedModules() throws {
        let phantom = report([], replaced: true)
        #expect(phantom.causes == ["build.phantom-dependency", "healthy"])
        #expect(try #require(phantom.first).summary.contains("recorded as v1.4.0"))
    }
}
