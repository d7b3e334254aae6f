import Evidence
import TestSupport
import Testing

@testable import Host

/// Connections that the kernel remembers, against a program that ended a known number of them.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct EndedConnectionsTests {
    /// Ends 40 connections to one port from this side, has 15 to another one ended by the other side, and keeps 5.
    private static let program = """
        import socket, sys, time
        def listener():
            s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(64); return s
        ours, theirs, kept = listener(), listener(), listener()
        def pair(s):
            a = socket.create_connection(s.getsockname()); b, _ = s.accept(); return a, b
        for _ in range(40):
            a, b = pair(ours); a.close(); b.recv(1); b.close()
        for _ in range(15):
            a, b = pair(theirs); b.close(); a.recv(1); a.close()
        stay = [pair(kept) for _ in range(5)]
        time.sleep(1.5)
        print('ready', *(s.getsockname()[1] for s in (ours, theirs, kept)), flush=True)
        sys.stdin.read()
        """

    @Test func whatThisSideEndedIsCountedByPeer() throws {
        let running = try RunningProgram("python3", ["-c", Self.program])
        defer { running.close() }
        let ports = try running.waitForLine().split(separator: " ").dropFirst().map { "127.0.0.1:\($0)" }
        try #require(ports.count == 3)
        let sampler = try ProcessSampler(processID: running.processID)
        let ended = sampler.endedConnections(within: 50_000_000_000)
        #expect(ended[ports[0]] == 40)
        #expect(ended[ports[1]] == nil && ended[ports[2]] == nil)
        var connections = try ConnectionSampler(processID: running.processID)
        for _ in 0..<3 { connections.look() }
        let met = connections.connections(to: ports)
        // Both ends of the five are the program's own; this is what it opened.
        #expect(met[ports[2]] == ConnectionCount(different: 5, most: 5) && met[ports[0]] == nil)
        // They ended before the last second.
        #expect(sampler.endedConnections(within: 1_000_000_000)[ports[0]] == nil)
    }
}
