import Evidence
import Testing

@testable import SystemActivity

/// What programs do with sockets, and before they are ready, from calls that a test makes up.
struct ScriptedCalls {
    var tables = ActivityTables()
    var events: [ActivityEvent] = []

    init() { tables.processes = [ActivityProcess(id: 7, parentID: 1), ActivityProcess(id: 8, parentID: 7)] }

    /// Times are in milliseconds.
    mutating func call(
        _ time: Double, _ operation: String, _ descriptor: Int32 = -1, _ path: String = "", _ result: String = "0",
        took: Double = 0.01, process: Int32 = 0, kind: ActivityClass = .file, stack: UInt32 = 0
    ) {
        events.append(
            ActivityEvent(
                time: Int64(time * 1e6), duration: Int64(took * 1e6), process: process, thread: 7, kind: kind,
                operation: tables.strings.intern(operation), path: tables.strings.intern(path),
                result: tables.strings.intern(result), stack: stack, descriptor: descriptor))
    }

    /// A connection that is used as many times as is said, 1 ms each.
    mutating func connection(
        _ time: Double, _ descriptor: Int32, to address: String, uses: Int, isEndedByPeer: Bool = false
    ) {
        call(time, "socket", -1, "socket:tcp", String(descriptor))
        call(time + 0.1, "connect", descriptor, address, "EINPROGRESS")
        for use in 0..<uses {
            let at = time + 0.5 + Double(use)
            call(at, "write", descriptor, "", "100")
            call(at + 0.1, "read", descriptor, "", "EAGAIN")
            call(at + 0.3, "read", descriptor, "", "50")
            call(at + 0.4, "read", descriptor, "", "25")
        }
        let end = time + 0.5 + Double(uses)
        if isEndedByPeer { call(end, "read", descriptor, "", "0") }
        call(end + 0.1, "close", descriptor)
    }

    func sockets() -> ClientSockets {
        var sockets = ClientSockets()
        for event in events.sorted(by: { $0.time < $1.time }) { sockets.take(event, tables) }
        sockets.finish(at: events.map(\.end).max() ?? 0, tables)
        return sockets
    }
}

@Suite struct ClientSocketsTests {
    @Test func connectionsAreCountedByPeer() throws {
        var script = ScriptedCalls()
        for number in 0..<3 {
            script.connection(Double(number) * 10, 5, to: "10.0.0.1:80", uses: 1, isEndedByPeer: number == 0)
        }
        script.connection(40, 5, to: "10.0.0.2:80", uses: 4)
        let peers = script.sockets().peers
        #expect(peers.map(\.address) == ["10.0.0.1:80", "10.0.0.2:80"])
        let first = try #require(peers.first)
        #expect(first.used == 3)
        #expect(first.exchanges == 3)
        #expect(first.ended == 3)
        #expect(first.endedByPeer == 1)
        #expect(first.bytes == 3 * 175)
        #expect(first.setUp == 3 * 400_000)
        #expect(first.life == 3 * 1_500_000)
        #expect(peers.last?.used == 1)
        #expect(peers.last?.exchanges == 4)
    }

    /// A connection that failed, one that nothing was asked on, and datagrams count for nothing.
    @Test func whatIsNoUse() {
        var script = ScriptedCalls()
        script.call(1, "socket", -1, "socket:tcp", "5")
        script.call(2, "connect", 5, "10.0.0.1:80", "ECONNREFUSED")
        script.call(3, "close", 5)
        script.call(4, "socket", -1, "socket:tcp", "5")
        script.call(5, "connect", 5, "10.0.0.1:80", "0")
        script.call(6, "close", 5)
        script.call(7, "socket", -1, "socket:udp", "5")
        script.call(8, "connect", 5, "10.0.0.1:9", "0")
        script.call(9, "write", 5, "", "10")
        script.call(10, "write", 6, "", "10")
        script.call(11, "socket", -1, "socket:unix", "5")
        script.call(12, "connect", 5, "/run/x", "0")
        script.call(13, "write", 5, "", "10")
        #expect(script.sockets().peers.isEmpty)
        #expect(script.sockets().questions.isEmpty)
    }

    @Test func questionsToResolvers() throws {
        var script = ScriptedCalls()
        script.call(0, "socket", -1, "socket:udp", "5", process: 1)
        script.call(0, "connect", 5, "10.0.0.53:53", "0", process: 1)
        // Two questions by one call, and the second answer comes later.
        script.call(1, "sendmmsg", 5, "", "2", process: 1)
        script.call(5, "recvfrom", 5, "", "80", process: 1)
        script.call(8, "recvfrom", 5, "", "80", took: 0.5, process: 1)
        script.call(9, "write", 5, "", "30", process: 1)
        script.call(10, "recvfrom", 5, "", "ECONNREFUSED", process: 1)
        script.call(11, "close", 5, process: 1)
        // Given up after two seconds, and asked once more by a call that has the address itself.
        script.call(20, "socket", -1, "socket:udp6", "6")
        script.call(20, "connect", 6, "[::1]:53", "0")
        script.call(21, "write", 6, "", "30")
        script.call(22, "read", 6, "", "EAGAIN")
        script.call(2021, "close", 6)
        script.call(2022, "socket", -1, "socket:udp", "6")
        script.call(2023, "sendto", 6, "10.0.0.53:53", "30")
        script.call(9000, "getpid")
        let questions = script.sockets().questions
        #expect(questions.map(\.server) == ["10.0.0.53:53", "10.0.0.53:53", "[::1]:53", "10.0.0.53:53"])
        #expect(questions.map(\.isAnswered) == [true, false, false, false])
        #expect(questions.map(\.isRefused) == [false, true, false, false])
        #expect(questions.map { $0.duration / 100_000 } == [75, 10, 20_000, 50_000])
        #expect(questions.map(\.process) == [1, 1, 0, 0])
    }

    /// Programs end without closing anything.
    @Test(arguments: ["process exit", "execve", "socket"]) func whatEndsWithoutClosing(how: String) throws {
        var script = ScriptedCalls()
        script.call(0, "socket", -1, "socket:udp", "5")
        script.call(0, "connect", 5, "10.0.0.53:53", "0")
        script.call(1, "write", 5, "", "30")
        if how == "socket" {
            script.call(101, "socket", -1, "socket:udp", "5")
        } else {
            script.call(50, "execve", -1, "/missing", "ENOENT", kind: .process)
            script.call(60, "process exit", process: 1, kind: .process)
            script.call(101, how, took: 0, kind: .process)
        }
        // Another program has the number now.
        script.call(102, "recvfrom", 5, "", "80")
        script.call(9000, "getpid")
        let questions = script.sockets().questions
        #expect(questions.map(\.isAnswered) == [false] && questions.map { $0.duration / 1_000_000 } == [100])
    }

    @Test func connectionsEndWithTheirProcess() throws {
        var script = ScriptedCalls()
        script.call(0, "socket", -1, "socket:tcp", "5")
        script.call(1, "connect", 5, "10.0.0.1:80", "0")
        script.call(2, "write", 5, "", "30")
        script.call(31, "process exit", took: 0, kind: .process)
        let peer = try #require(script.sockets().peers.first)
        #expect(peer.ended == 1 && peer.life == 30_000_000 && peer.endedByPeer == 0)
    }

    /// A lost datagram on a socket that is used again and again makes one question, and none of those after it.
    @Test func lostDatagramsAreGivenUp() throws {
        var script = ScriptedCalls()
        script.call(0, "socket", -1, "socket:udp", "5")
        script.call(0, "connect", 5, "10.0.0.53:53", "0")
        script.call(1, "write", 5, "", "30")
        for number in 1...3 {
            script.call(Double(number) * 10_000, "write", 5, "", "30")
            script.call(Double(number) * 10_000 + 2, "recvfrom", 5, "", "80", took: 0)
        }
        // Asked just before the end.
        script.call(40_000, "write", 5, "", "30")
        script.call(44_000, "getpid")
        let questions = script.sockets().questions
        #expect(questions.map(\.isAnswered) == [false, true, true, true])
        #expect(questions.map { $0.duration / 1_000_000 } == [5000, 2, 2, 2])
    }

    @Test func startUp() throws {
        var script = ScriptedCalls()
        script.tables.processes[0].start = 1_000_000
        script.call(2, "openat", -1, "/usr/lib/libc.so", "3")
        script.call(3, "execve", -1, "/bin/x", "0", took: 1, kind: .process)
        for number in 0..<50 {
            let at = 5 + Double(number) * 0.1
            script.call(at, "openat", -1, "/etc/x/\(number % 40)", number % 5 == 0 ? "ENOENT" : "3", took: 0.02)
            script.call(at + 0.03, "read", 3, "/etc/x/\(number % 40)", "10", took: 0.02)
        }
        script.call(10, "newfstatat", -1, "/usr/share/y", "ENOENT")
        script.call(12, "futex", took: 5, kind: .interprocess)
        script.call(20, "write", 1, "/dev/pts/0", "6")
        script.call(21, "openat", -1, "/etc/later", "3")
        var startUps = StartUpFiles()
        for event in script.events { startUps.take(event, script.tables) }
        startUps.finish(script.tables)
        // The program that was there first, and the one that it became.
        #expect(startUps.all.count == 2)
        let start = try #require(startUps.all.last)
        #expect(start.begin == 4_000_000)
        #expect(start.end == 20_000_000)
        #expect(start.readyBy == "write")
        #expect(start.opened == 40)
        #expect(start.different == 32)
        #expect(start.missing == 11)
        #expect(start.lookUps == 1)
        #expect(start.calls == 101)
        #expect(start.folder == "/etc/x")
        #expect(start.inFolder == 50)
        // From the first of them to the last, without what the program did until it printed.
        #expect(start.stretch / 10_000 == 501)
    }

    /// Nothing is known of the start of a process that was there before.
    @Test func noStartUp() {
        var script = ScriptedCalls()
        for number in 0..<50 { script.call(Double(number), "openat", -1, "/etc/\(number)", "3") }
        var startUps = StartUpFiles()
        for event in script.events { startUps.take(event, script.tables) }
        startUps.finish(script.tables)
        #expect(startUps.all.isEmpty)
    }
}
