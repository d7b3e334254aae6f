import Evidence
import Wire

@testable import Host

extension FuzzTarget {
    static let operatingSystem = [
        FuzzTarget(
            name: "proc", what: "the texts of /proc", maximumLength: 1 << 11,
            seeds: { procSeeds.map { Array($0.utf8) } }, run: { readProc(Bytes($0)) })
    ]

    static let commandLine = [
        FuzzTarget(
            name: "arguments", what: "targets, addresses, kinds of files", maximumLength: 512,
            seeds: { argumentSeeds.map { Array($0.utf8) } + [[0x0a, 4, 1, 2, 3, 4, 0x48, 1]] },
            run: { readArguments($0) })
    ]

    static let bytes = [
        FuzzTarget(
            name: "inflate", what: "gzip and zlib streams", maximumLength: 1 << 12,
            seeds: { [(try? Deflate.gzip(Array(repeating: 97, count: 3000))) ?? []] }, run: { inflate(Bytes($0)) }),
        FuzzTarget(
            name: "cursor", what: "numbers and strings of a ByteCursor", maximumLength: 128,
            seeds: { [[4, 0x80, 0x80, 1, 5, 0xff, 0x7f, 6, 97, 98, 0, 7, 3, 1, 2, 3, 0, 1, 1, 2, 3, 4, 5, 6]] },
            run: { readCursor(Bytes($0)) }),
    ]

    /// Every parser gets every text: a kernel of another time may write anything.
    private static func readProc(_ text: Bytes) {
        consume(MemoryMap.parse(text))
        consume(ProcessStatus(text))
        consume(ProcessStatistics(text)?.ageNanoseconds)
        for network in ["tcp", "tcp6", "udp"] {
            consume(SocketTable.internet(text, network: network, inodes: [354_754, 1]))
        }
        consume(SocketTable.unix(text, inodes: [354_754, 1]))
        consume((LiveProcess.epollEntries(text, epoll: 3), LiveProcess.systemCall(text)))
        consume(LiveProcess.inode(text.string))
        readMachine(text)
    }

    /// What the machine and its limits say of themselves.
    private static func readMachine(_ text: Bytes) {
        var sample = MachineSample()
        MachineFiles.readProcessors(text, ProcessorSet("0-1"), &sample)
        MachineFiles.readMemory(text, &sample)
        MachineFiles.readSwapping(text, &sample)
        precondition(sample.busy ?? 0 >= 0 && sample.swappedIn ?? 0 >= 0, "negative counters")
        let pressure = PressureFile.totals(text)
        precondition(pressure.some ?? 0 >= 0 && pressure.full ?? 0 >= 0, "negative pressure")
        consume((sample, TaskSchedules.times(text), ProcessFiles.statistics(text), ControlGroupFiles.table(text)))
        consume(ProcessorSet(text.string)?.contains(3))
        let tree = ControlGroupTree(mountInformation: text)
        precondition(tree.folders(text).count < 64, "groups without end")
    }

    private static let procSeeds = [
        "30 24 0:26 / /sys/fs/cgr\\040oup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
            + "32 31 0:29 /a /cpu rw - cgroup cgroup rw,cpu,cpuacct\n4:cpu,memory:/a/b (deleted)\n0::/../x\n",
        "cpu  1 2 3 4 5 6 7 8 9 0\ncpu0 1 2 3 4 5 6 7 8 9 0\ncpu1 1 2 3 4\npswpin 5\npswpout 6\nMemAvailable: 5 kB\n",
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=17\nfull avg10=0.00 total=5\n", "4711 815 16\n", "0-3,8\n",
        "00400000-00452000 r-xp 00001000 08:02 173521      /usr/bin/a b\\012c (deleted)\n"
            + "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n",
        "Name:\tserver\nState:\tS (sleeping)\nPPid:\t1\nTracerPid:\t0\nUid:\t1000\t1000\t1000\t1000\nNSpid:\t4711\t12\n"
            + "CapEff:\t000001ffffffffff\nSeccomp:\t2\nVmRSS:\t    1234 kB\nThreads:\t9\n",
        "4711 (a) (b) S 1 4711 4711 0 -1 4194304 100 0 0 0 17 23 0 0 20 0 9 0 123456 1000 200 184467440737 1 1 0\n",
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            + "   0: 0100007F:1F90 0200007F:9C40 01 00000000:00000010 00:00000000 00000000     0        0 354754 1 0\n",
        "  sl  local_address remote_address st\n   0: 00000000000000000000000001000000:1F90 "
            + "0000000000000000FFFF00000100007F:0016 0A 00000000:00000000 00:00000000 00000000 0 0 354754 1 0\n",
        "Num       RefCount Protocol Flags    Type St Inode Path\n"
            + "0000000000000000: 00000002 00000000 00010000 0001 01 354754 @/tmp/x\n",
        "pos:\t0\nflags:\t02000002\ntfd:        7 events: 8000201d data: 7f0000a0  pos:0 ino:569a0 sdev:8\n",
        "202 0xc00008a148 0x80 0x0 0x0 0x0 0x0 0x7ffe4c8 0x46f1e3\n", "-1 0x7ffe 0x46f1e3\n", "socket:[354754]",
    ]

    private static func readArguments(_ bytes: [UInt8]) {
        consume(FileKind(Bytes(bytes)))
        consume(FatalError.text(in: Bytes(bytes)))
        let text = String(decoding: bytes, as: UTF8.self)
        for exists in [false, true] {
            do {
                let target = try Target(text, fileExists: { _ in exists }, processExists: { $0 % 2 == 0 })
                if case .url(let address) = target { consume(try ProfileURL.goroutineDump(address)) }
            } catch { consume("\(error)") }
        }
        consume(try? ProfileURL.goroutineDump(text))
        readAddress(text)
    }

    /// What is printed of an address is read again as the same.
    private static func readAddress(_ text: String) {
        if let source = try? ProfileSource(text, seconds: 5) {
            consume((source.title, source.timeoutMilliseconds(nil)))
            precondition((try? ProfileSource(source.url))?.url == source.url, "\(source.url) is read as another")
        }
        consume(WebQuery(text).text)
        guard let address = WebAddress(text) else { return }
        precondition(WebAddress(address.text)?.text == address.text, "\(address.text) is read as another")
        consume(address.redirected(to: text)?.redacted)
        consume(HTTPProxy.isDirect(address, text))
    }

    private static let argumentSeeds = [
        "-", "4711", "pid:4711", "name:checkout", "localhost:6060", "http://user@[::1]:6060/debug/pprof/?a=b#c",
        "https://a.example/debug/pprof/goroutine?debug=1&x", "./4711", "go 1.27 trace\0\0\0", "fatal error: all\n",
        "panic: a\npanic: b\n",
    ]

    private static func inflate(_ bytes: Bytes) {
        for limit in [0, 100, 1 << 20] {
            if let result = try? Inflate.gzip(bytes, limit: limit) { precondition(result.count <= limit) }
        }
        for size in [0, 100, 3000] {
            if let result = try? Inflate.zlib(bytes, size: size) { precondition(result.count == size) }
        }
    }

    /// The input says itself, byte by byte, what is read of it.
    private static func readCursor(_ bytes: Bytes) {
        var cursor = ByteCursor(bytes, origin: .max)
        while let step: UInt8 = try? cursor.read() {
            let before = cursor.offset
            do {
                switch step & 7 {
                case 0: consume(try cursor.read(UInt64.self, bigEndian: step & 8 != 0))
                case 1: consume(try cursor.read(UInt16.self))
                case 2: try cursor.skip(Int(truncatingIfNeeded: try cursor.readUnsignedLEB()))
                case 3: consume(try cursor.read(count: Int(truncatingIfNeeded: try cursor.readUnsignedLEB())))
                case 4: consume(try cursor.readUnsignedLEB())
                case 5: consume(try cursor.readSignedLEB())
                case 6: consume(try cursor.readCString())
                default:
                    consume(
                        bytes.firstRange(
                            of: [step, step >> 3], from: Int(truncatingIfNeeded: try cursor.readSignedLEB())))
                }
            } catch { consume("\(error)") }
            precondition(cursor.offset >= before && cursor.offset <= bytes.count, "the cursor left the bytes")
        }
    }
}
