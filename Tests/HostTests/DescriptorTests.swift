import Evidence
import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

@Suite struct DescriptorTests {
    let process: LiveProcess
    init() throws { process = try LiveProcess(processID: getpid()) }

    private func facts(of descriptor: Int32) throws -> DescriptorFacts {
        var quality = Quality()
        return try #require(process.descriptors(quality: &quality).first { $0.number == descriptor })
    }

    private func socket(of descriptor: Int32) throws -> SocketFacts {
        var quality = Quality()
        let inode = try facts(of: descriptor).inode
        return try #require(process.sockets(inodes: [inode], quality: &quality).first)
    }

    @Test func filesPipesAndTheirInodes() throws {
        let folder = try TemporaryFolder()
        try Files.write("x", to: folder.file("a b"))
        let file = open(folder.file("a b"), O_RDONLY | O_CLOEXEC)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for descriptor in ends + [file] { close(descriptor) } }
        #expect(try facts(of: file) == DescriptorFacts(number: file, target: folder.file("a b"), inode: 0))
        var status = stat()
        fstat(ends[0], &status)
        #expect(try facts(of: ends[0]).inode == UInt64(status.st_ino))
        #expect(try facts(of: ends[0]).target == "pipe:[\(status.st_ino)]")
    }

    @Test func tenThousandDescriptorsAreQuick() throws {
        let program = try RunningProgram(
            "python3",
            [
                "-c",
                """
                import os, resource, sys, time
                resource.setrlimit(resource.RLIMIT_NOFILE, (10100, 10100))
                files = [os.open('/dev/null', os.O_RDONLY) for _ in range(10000)]
                print('ready', flush=True)
                sys.stdin.read()
                """,
            ])
        try program.waitForLine()
        let process = try LiveProcess(processID: program.processID)
        var quality = Quality()
        let start = ContinuousClock.now
        #expect(process.descriptors(quality: &quality).count >= 10_003)
        #expect(process.epollEntries(among: process.descriptors(quality: &quality), quality: &quality).isEmpty)
        #expect(start.duration(to: .now) < .seconds(2))
        #expect(quality.isEmpty)
    }

    @Test func epollEntriesKeepAll64Bits() throws {
        let program = try RunningProgram(
            "python3",
            [
                "-c",
                """
                import ctypes, os, select, struct, sys
                poller, (reading, writing) = select.epoll(), os.pipe()
                for fd, events, data in (reading, 1, 2**64 - 6), (writing, 4, 0x1234):
                    event = struct.pack('<IQ' if os.uname().machine == 'x86_64' else '<I4xQ', events, data)
                    assert ctypes.CDLL(None).epoll_ctl(poller.fileno(), 1, fd, event) == 0
                print('ready', poller.fileno(), reading, writing, flush=True)
                sys.stdin.read()
                """,
            ])
        let numbers = try program.waitForLine().split(separator: " ").compactMap { Int32($0) }
        try #require(numbers.count == 3)
        var quality = Quality()
        let process = try LiveProcess(processID: program.processID)
        let entries = process.epollEntries(among: process.descriptors(quality: &quality), quality: &quality)
        #expect(
            entries == [
                EpollEntry(epoll: numbers[0], descriptor: numbers[1], data: .max - 5),
                EpollEntry(epoll: numbers[0], descriptor: numbers[2], data: 0x1234),
            ])
        #expect(quality.isEmpty)
    }

    @Test func connectionOverIPv4() throws {
        let pair = try LoopbackConnection(family: AF_INET)
        defer { pair.close() }
        let listener = try socket(of: pair.listener)
        #expect(listener.network == "tcp" && listener.state == "LISTEN")
        #expect(listener.local == "127.0.0.1:\(pair.port)" && listener.remote.isEmpty)
        let client = try socket(of: pair.client)
        let server = try socket(of: pair.server)
        #expect(client.state == "ESTABLISHED" && client.remote == "127.0.0.1:\(pair.port)")
        #expect(server.local == client.remote && server.remote == client.local)
        #expect(write(pair.client, "hello", 5) == 5)
        let hasArrived = try eventually { try socket(of: pair.server).receiveQueue == 5 }
        #expect(hasArrived)
    }

    @Test func connectionOverIPv6() throws {
        let pair = try LoopbackConnection(family: AF_INET6)
        defer { pair.close() }
        let client = try socket(of: pair.client)
        #expect(client.network == "tcp6" && client.remote == "[::1]:\(pair.port)")
        #expect(try socket(of: pair.server).local == "[::1]:\(pair.port)")
    }

    /// The kernel's answer by sock_diag and its table in /proc are two ways to the same.
    @Test(arguments: [AF_INET, AF_INET6]) func bothSourcesOfSocketsAgree(_ family: Int32) throws {
        let pair = try LoopbackConnection(family: family)
        defer { pair.close() }
        let network = family == AF_INET ? "tcp" : "tcp6"
        let inodes = Set(try [pair.listener, pair.client, pair.server].map { try facts(of: $0).inode })
        let table = SocketTable.internet(
            try process.directory.contents("net/" + network), network: network, inodes: inodes)
        #expect(table.count == 3)
        let answered = try #require(TCPSockets.read(network, inodes: inodes.union([1, .max])))
        #expect(answered.sorted { $0.inode < $1.inode } == table.sorted { $0.inode < $1.inode })
        #expect(TCPSockets.read("udp", inodes: inodes) == nil)
    }

    @Test func unixPairKnowsItsPeer() throws {
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        let first = try socket(of: ends[0])
        #expect(first.network == "unix" && first.state == "CONNECTED" && first.local.isEmpty)
        #expect(first.remote == "socket:[\(try facts(of: ends[1]).inode)]")
    }

    @Test func socketThatIsInNoTableIsLeftOut() throws {
        let loose = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(loose) }
        var quality = Quality()
        #expect(process.sockets(inodes: [try facts(of: loose).inode], quality: &quality).isEmpty)
    }

    @Test func addressesAreWrittenAsTheSystemWritesThem() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            // Many zero groups, so that the rule for `::` is put to the test.
            let octets = (0..<8).flatMap { _ -> [UInt8] in
                Bool.random(using: &generator)
                    ? [0, 0] : [.random(in: 0...255, using: &generator), .random(in: 0...255, using: &generator)]
            }
            guard octets[..<10].contains(where: { $0 != 0 }) else { continue }  // glibc has forms of its own there
            var text = [CChar](repeating: 0, count: 64)
            let expected = inet_ntop(AF_INET6, octets, &text, 64).map { String(cString: $0) } ?? "?"
            #expect(InternetAddress.text(octets, port: 80) == "[\(expected)]:80")
        }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7]
        #expect(InternetAddress.text(mapped, port: 443) == "192.0.2.7:443")
    }

    @Test func spoiltTablesAreSurvived() throws {
        let inodes = Set((0..<64).map { UInt64($0) })
        let tables = [
            """
            sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
             0: 0100007F:07E8 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 12 1 0000 100 0
             1: 0000000000000000FFFF00000100007F:07E8 0000000000000000FFFF00000100007F:9A3C 01 00000001:00000000 \
            02:000A 0 0 0 13 1
            """,
            """
            Num       RefCount Protocol Flags    Type St Inode Path
            0000000084e7ec0e: 00000003 00000000 00010000 0001 01 12 /run/a b
            0000000084e7ec0e: 00000003 00000000 00000000 0001 03 13 @abstract
            """,
            "tfd:       10 events:       19 data: fffffffffffffffa  pos:0 ino:7 sdev:8\n", "7f00-7f10 rw-p 0 0:0 0 x",
            "0 0x3 0x7f5162662000 0x20000 0x7f51626f5b60 0xffffffff 0x0 0x7ffd0e4592a8 0x7f51627de2ad",
            "1 (a) b) S 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22",
        ]
        #expect(
            SocketTable.internet(Bytes(tables[0]), network: "tcp", inodes: inodes).map(\.local) == [
                "127.0.0.1:2024", "127.0.0.1:2024",
            ])
        #expect(SocketTable.unix(Bytes(tables[1]), inodes: inodes).map(\.local) == ["/run/a b", "@abstract"])
        #expect(LiveProcess.epollEntries(Bytes(tables[2]), epoll: 3).map(\.data) == [UInt64.max - 5])
        #expect(ProcessStatistics(Bytes(tables[5]))?.name == "a) b")
        for (index, table) in tables.enumerated() {
            for input in Hostile.all(of: Array(table.utf8), seed: UInt64(index)) {
                let bytes = Bytes(input.bytes)
                _ = SocketTable.internet(bytes, network: "tcp", inodes: inodes)
                _ = SocketTable.unix(bytes, inodes: inodes)
                _ = LiveProcess.epollEntries(bytes, epoll: 3)
                _ = LiveProcess.systemCall(bytes)
                _ = ProcessStatistics(bytes)
                _ = ProcessStatus(bytes)
                _ = MemoryMap.parse(bytes)
            }
        }
    }
}

/// A TCP connection of this process with itself.
private struct LoopbackConnection {
    let listener: Int32
    let client: Int32
    let server: Int32
    let port: UInt16

    init(family: Int32) throws {
        listener = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
        client = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
        var storage = sockaddr_storage()
        var length = socklen_t(family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.storeBytes(of: sa_family_t(family), as: sa_family_t.self)
            if family == AF_INET {
                bytes.storeBytes(of: UInt32(0x7f00_0001).bigEndian, toByteOffset: 4, as: UInt32.self)
            }
            if family == AF_INET6 { bytes[23] = 1 }
        }
        let listener = listener
        let client = client
        var results: [Int32] = []
        withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                results.append(bind(listener, address, length))
                results.append(listen(listener, 5))
                results.append(getsockname(listener, address, &length))
                results.append(connect(client, address, length))
            }
        }
        try #require(results == [0, 0, 0, 0])
        server = accept(listener, nil, nil)
        port = withUnsafeBytes(of: &storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    func close() { for descriptor in [listener, client, server] { Glibc.close(descriptor) } }
}
