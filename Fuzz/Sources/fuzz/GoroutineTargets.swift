import Evidence
import GoBinary
import Wire

@testable import GoProcess

extension FuzzTarget {
    static let goroutines = [
        FuzzTarget(
            name: "dump", what: "goroutine dumps as text, of all forms", maximumLength: 1 << 14,
            seeds: { DumpSeeds.texts.map { Array($0.utf8) } }, run: { readDump(Bytes($0)) }),
        FuzzTarget(
            name: "core", what: "core files", maximumLength: 1 << 14,
            seeds: {
                [
                    coreSeed(machine: 62), coreSeed(machine: 183), coreSeed(machine: 62, usesExtendedCount: true),
                    coreWithoutFiles(),
                ]
            },
            run: { readCore(Bytes($0)) }),
        FuzzTarget(
            name: "snapshot", what: "snapshot files", maximumLength: 1 << 14,
            seeds: {
                [SnapshotFixture.full(), SnapshotFixture.many(20, stacks: 3)].compactMap {
                    try? SnapshotFile.encode($0)
                }
            }, run: { consume(try? SnapshotFile.decode(Bytes($0), name: "fuzz")) }),
        FuzzTarget(
            name: "payload", what: "what a snapshot file holds, unpacked, and writing it again", maximumLength: 1 << 14,
            seeds: { payloadSeeds }, run: { readPayload(Bytes($0)) }),
        FuzzTarget(
            name: "states", what: "series of the runtime's states", maximumLength: 1 << 13,
            seeds: {
                [
                    Array(#"{"gomaxprocs":4,"queues":[0,257],"pauses":[[17,4]],"phase":"mark"}"#.utf8),
                    Array(#"{"timer-groups":[{"kind":"channel","function":"time.sendTime","count":2}]}"#.utf8),
                    Array(#"{"collector-limited":true,"quality":[{"name":"a","value":1,"severity":"info"}]}"#.utf8),
                ]
            }, run: { readStates(Bytes($0)) }),
        FuzzTarget(
            name: "runtime-log", what: "logs with the lines of gctrace and schedtrace", maximumLength: 1 << 13,
            seeds: { logSeeds.map { Array($0.utf8) } }, run: { readLog(Bytes($0)) }),
        FuzzTarget(
            name: "query", what: "the query language", maximumLength: 256,
            seeds: { querySeeds.map { Array($0.utf8) } },
            run: { readQuery(String(decoding: $0, as: UTF8.self)) }),
    ]

    private static let logSeeds = [
        "gc 7 @0.3s 2%: 0.018+1.25+0.003 ms clock, 0.1+0.3/1.2/3+0.02 ms cpu, 10->11->6 MB, 12 MB goal, 8 P\n",
        "gc 8 @1.3s 2%: 1+2+3 ms clock, 1+2/3/4+5 ms cpu, 10->11->6 MB, 12 MB goal, 1 MB stacks, 0 MB globals, 2 P (forced)\n"
            + "SCHED 5ms: gomaxprocs=2 idleprocs=0 threads=8 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=5 "
            + "[ 5 1 ] schedticks=[ 2 3 ]\n",
        "SCHED 5ms: gomaxprocs=2 idleprocs=0 threads=8 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=5 "
            + "gcwaiting=false\n  P0: status=1 m=3 runqsize=7 gfreecnt=0\n  M4: p=nil\n",
    ]

    private static func readLog(_ bytes: Bytes) {
        guard let log = try? RuntimeLogReader.read(SequentialInput(bytes: bytes, name: "fuzz")) else { return }
        consume(log.states)
    }

    static var payloadSeeds: [[UInt8]] {
        [SnapshotFixture.full(), SnapshotFixture.many(20, stacks: 3)].compactMap {
            (try? SnapshotFile.encode($0)).flatMap { try? SnapshotFile.unseal(Bytes($0)).array }
        }
    }

    private static func readDump(_ bytes: Bytes) {
        let isRecognised = TextDump.isRecognised(bytes)
        guard let snapshot = try? TextDump.read(bytes, name: "fuzz") else { return }
        consume(isRecognised)
        consume(try? TextDump.readAll(bytes, name: "fuzz"))
        // What was read can be written in both of sonde's forms, and read again.
        let written = DumpWriter.write(snapshot, options: .init(includesSystem: true, includesRuntimeFrames: true))
        consume(try? TextDump.read(Bytes(written), name: "fuzz"))
        do {
            consume(try SnapshotFile.decode(Bytes(try SnapshotFile.encode(snapshot)), name: "fuzz"))
        } catch { preconditionFailure("a dump that was read does not go through a snapshot file: \(error)") }
    }

    private static func readStates(_ bytes: Bytes) {
        let states = RuntimeStateFile.decode(bytes).states
        let again = RuntimeStateFile.decode(Bytes(RuntimeStateFile.encode(states)))
        precondition(again.states.count == states.count && again.quality.isEmpty, "states are not read again")
    }

    private static func readPayload(_ bytes: Bytes) {
        guard let snapshot = try? SnapshotFile.decode(payload: bytes) else { return }
        do {
            let once = try SnapshotFile.encode(snapshot)
            let twice = try SnapshotFile.encode(try SnapshotFile.decode(Bytes(once), name: "fuzz"))
            precondition(once == twice, "a snapshot changes on its way through a file")
        } catch { preconditionFailure("a snapshot that was read cannot be written: \(error)") }
    }

    private static func readCore(_ bytes: Bytes) {
        consume(CoreFile.isCore(bytes))
        guard let core = try? CoreFile(contents: bytes, path: "fuzz") else { return }
        consume(try? core.mappings())
        var quality = Quality()
        consume((core.threads(quality: &quality), core.descriptors(quality: &quality)))
        let supplied = (try? core.supplying(bytes)) ?? core
        let buffer = MemoryBuffer()
        var ranges = [
            MemoryRange(address: 0, count: 8), MemoryRange(address: .max, count: 8),
            MemoryRange(address: 1 << 63, count: -1),
        ]
        for mapping in ((try? supplied.mappings()) ?? []).prefix(64) {
            ranges.append(MemoryRange(address: mapping.start, count: 64))
            ranges.append(MemoryRange(address: mapping.end &- 8, count: 16))
        }
        consume(supplied.read(ranges, into: buffer))
        for mapping in supplied.files.prefix(8) {
            consume(try? Executable(memory: supplied, imageBase: mapping.start, path: mapping.path))
        }
    }

    private static func coreSeed(machine: UInt16, usesExtendedCount: Bool = false) -> [UInt8] {
        var core = CoreFileBuilder(machine: machine)
        core.usesExtendedCount = usesExtendedCount
        let programCounter = machine == 62 ? 16 : 32
        core.add(thread: 42, signal: 11, registers: [programCounter: 0x401000, 19: 0x7000, 4: 0x7100, 1: 0x9000])
        core.add(command: "./server -v ", process: 42)
        core.add(
            note: 0x5349_4749, [11] + [UInt8](repeating: 0, count: 15) + [0x10] + [UInt8](repeating: 0, count: 111))
        core.add(thread: 43, registers: [programCounter: 0x402000, 15: 202, 14: 7])
        core.add(files: [(0x400000, 0x401000, 0, "/bin/server"), (0x401000, 0x402000, 1, "/bin/server")])
        core.add(auxiliary: [(3, 0x400040), (9, 0x401000)])
        core.segments = [
            .init(start: 0x400000, bytes: Array(0..<64), memorySize: 0x1000, flags: 4),
            .init(start: 0x401000, bytes: [], memorySize: 0x1000, flags: 5),
            .init(start: 0xc000, bytes: [UInt8](repeating: 0xc0, count: 64), memorySize: 0x3000),
        ]
        return core.bytes()
    }

    /// As Delve writes them: the executable is told by its program headers in memory.
    private static func coreWithoutFiles() -> [UInt8] {
        func word(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) } }
        /// Type and flags, offset, address twice, sizes, alignment.
        func header(_ type: UInt64, _ offset: UInt64, _ address: UInt64) -> [UInt8] {
            [type | 5 << 32, offset, address, address, 0x1000, 0x1000, 0x1000].flatMap(word)
        }
        var core = CoreFileBuilder()
        core.add(thread: 42, registers: [16: 0x401000, 19: 0x7000], owner: "")
        core.add(auxiliary: [(3, 0x400040), (4, 56), (5, 3), (9, 0x401000), (31, 0x400100)])
        var image = [UInt8](repeating: 0, count: 64) + header(6, 64, 0x400040) + header(1, 0, 0x400000)
        image += header(1, 0x1000, 0x401000) + [UInt8](repeating: 0, count: 0x100 - 64 - 3 * 56)
        core.segments = [.init(start: 0x400000, bytes: image + Array("/bin/server\u{0}".utf8), memorySize: 0x1000)]
        return core.bytes()
    }

    private static let querySeeds = [
        #"state == "chan receive" && age > 60s && stack ~ "main\.""#, "label.tenant == acme || !locked",
        #"label["any key"] !~ '^a+b?$' && (id < 100 || parent >= 1)"#, "peer ~ `10\\.0`", "function != main.f0_0",
        "leaked == true", "system", "waits ~ channel", "syscall == read", "age <= 1h30m", "creator ~ main.main",
        "thread == 4712",
    ]

    /// A snapshot that has something of all that can be asked for.
    private static let sample = SnapshotFixture.full()

    private static func readQuery(_ text: String) {
        do {
            let matches = try Query(parsing: text).matcher(for: sample)
            for goroutine in sample.goroutines { consume(matches(goroutine)) }
        } catch { consume("\(error)") }
    }
}
