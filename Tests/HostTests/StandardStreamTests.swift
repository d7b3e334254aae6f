import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

@Suite struct StandardStreamTests {
    @Test func aFullPipeThatDoesNotBlockIsWaitedFor() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let reader = Task.detached { [end = ends[0]] in
            try MappedFile.readAll(end, path: "pipe").array
        }
        try StandardStream(descriptor: ends[1]).write(bytes)
        close(ends[1])
        #expect(try await reader.value == bytes)
        close(ends[0])
    }

    @Test func aReaderThatWentAwayIsTold() throws {
        StandardStream.ignoreBrokenPipes()
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        #expect(throws: StandardStream.ClosedByReader.self) { try StandardStream(descriptor: ends[1]).write([1]) }
        #expect(!StandardStream(descriptor: ends[1]).isTerminal)
        #expect(StandardStream(descriptor: ends[1]).terminalColumns == nil)
    }

    @Test func aFullDiskIsAnError() throws {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        try #require(full >= 0)
        defer { close(full) }
        #expect {
            try StandardStream(descriptor: full).write([1])
        } throws: { ($0 as? InputError)?.code == .inputOutput }
    }
}
