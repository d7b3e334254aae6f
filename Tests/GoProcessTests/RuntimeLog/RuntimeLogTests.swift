import Evidence
import GoProcess
import TestSupport
import Testing
import Wire

/// Lines of gctrace and schedtrace as the versions of Go write them, and what happens to them in logs.
@Suite struct RuntimeLogTests {
    static let old =
        "gc 7 @0.318s 2%: 0.018+1.25+0.003 ms clock, 0.14+0.35/1.2/3.0+0.024 ms cpu, 10->11->6 MB, 12 MB goal, 8 P"
    static let today =
        "gc 8 @12.318s 31%: 15+111+35 ms clock, 31+0.89/59/2+70 ms cpu, 30->40->20 MB, 41 MB goal, 1 MB stacks, "
        + "2 MB globals, 2 P (forced)"
    static let look =
        "SCHED 2005ms: gomaxprocs=4 idleprocs=1 threads=9 spinningthreads=1 needspinning=0 idlethreads=3 runqueue=6 "
        + "[0 12 3 0]"
    static let newestLook =
        "SCHED 3010ms: gomaxprocs=2 idleprocs=0 threads=8 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=15 "
        + "[ 5 11 ] schedticks=[ 299 315 ]"

    static func read(_ text: String) throws -> RuntimeLog? {
        try RuntimeLogReader.read(SequentialInput(bytes: Bytes(Array(text.utf8)), name: "a log"))
    }

    @Test func collectionsAreReadWithTheirUnits() throws {
        let collections = try #require(try Self.read("\(Self.old)\n\(Self.today)\n")).collections
        #expect(collections.count == 2)
        let first = collections[0]
        #expect(first.number == 7 && first.time == 318_000_000 && first.percent == 2 && !first.isForced)
        #expect(first.firstStop == 18_000 && first.marking == 1_250_000 && first.secondStop == 3_000)
        #expect(first.stopTime == 164_000 && first.assistTime == 350_000)
        #expect(first.workerTime == 1_200_000 && first.idleTime == 3_000_000)
        #expect(first.heapAtBegin == 10 << 20 && first.heapAtEnd == 11 << 20 && first.heapKept == 6 << 20)
        #expect(first.goal == 12 << 20 && first.stacks == nil && first.globals == nil && first.processors == 8)
        let second = collections[1]
        #expect(second.time == 12_318_000_000 && second.firstStop == 15_000_000 && second.isForced)
        #expect(second.stacks == 1 << 20 && second.globals == 2 << 20 && second.processorTime == 162_890_000)
    }

    @Test func looksAtTheSchedulerAreRead() throws {
        let log = try #require(try Self.read("\(Self.look)\n\(Self.newestLook)\n"))
        #expect(log.looks.map(\.time) == [2_005_000_000, 3_010_000_000])
        #expect(log.looks.map(\.goMaxProcs) == [4, 2] && log.looks.map(\.idleProcessors) == [1, 0])
        #expect(log.looks.map(\.threads) == [9, 8] && log.looks.map(\.idleThreads) == [3, 1])
        #expect(
            log.looks.map(\.queueLength) == [6, 15] && log.looks.map(\.queueLengths) == [[0, 12, 3, 0], [5, 11]])
        #expect(log.states.map(\.scheduler.runnableGoroutines) == [21, 31])
    }

    @Test func detailedLooksHaveTheirQueuesBehind() throws {
        let text = """
            SCHED 10ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=0 needspinning=0 idlethreads=1 runqueue=4 \
            gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false
              P0: status=1 schedtick=2 syscalltick=0 m=3 runqsize=7 gfreecnt=0 timerslen=0
              P1: status=1 schedtick=2 syscalltick=0 m=0 runqsize=9 gfreecnt=0 timerslen=0
              M4: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=true
              G1: status=4(chan receive) m=nil lockedm=nil
            a line of the program
            """
        let log = try #require(try Self.read(text))
        #expect(log.looks.map(\.queueLengths) == [[7, 9]])
        #expect(log.quality["log.other-lines"] == 1 && log.quality["log.torn"] == 0)
    }

    /// What the program and collectors of logs put before, behind and between the runtime's lines.
    @Test(arguments: [
        "listening on :8080\(today)\n", "2026-11-22T10:00:00Z stderr F \(today)\r\n", "\(today)",
        "{\"log\":\"\(today.replacing("->", with: "-\\u003e"))\\n\",\"stream\":\"stderr\"}\n",
        "web-1  | \(today)\n", "gc gc 3 @SCHED gc \(today) gc 9 @1\n",
        "\(String(repeating: "x", count: 200_000))\(today)\n",
    ])
    func whatIsAroundDoesNotMatter(text: String) throws {
        let collections = try #require(try Self.read("goroutine stacks\n" + text)).collections
        #expect(collections.map(\.number) == [8])
        #expect(collections.first?.isForced == true && collections.first?.heapKept == 20 << 20)
    }

    @Test func aLookThatACollectionWasWrittenIntoGivesBoth() throws {
        let torn = Self.look.replacing("[0 12", with: "[0\(Self.today)\n 12")
        let log = try #require(try Self.read("\(torn)\n"))
        #expect(log.collections.map(\.number) == [8])
        #expect(log.looks.map(\.queueLength) == [6] && log.looks.map(\.queueLengths) == [[]])
        #expect(log.states.last?.scheduler.runnableGoroutines == nil)
    }

    @Test func tornLinesAreCounted() throws {
        let text =
            "\(Self.old)\ngc 8 @1.5s 3%: 0.01hello\n+1.2+0.003 ms clock, 0.1+0.3/1.2/3.0+0.02 ms cpu\n\(Self.today)\n"
        let log = try #require(try Self.read(text.replacing("gc 8 @12", with: "gc 9 @12")))
        #expect(log.collections.map(\.number) == [7, 9])
        #expect(log.quality["log.torn"] == 1 && log.quality["log.other-lines"] == 0)
    }

    /// The program writes a line wherever the runtime has written a piece.
    @Test func tornLinesArePutTogether() throws {
        let whole = try #require(try Self.read("\(Self.today)\n")).collections
        let pieces = ["gc ", "gc 8", "gc 8 @", "gc 8 @12.318", "gc 8 @12.318s 31", "gc 8 @12.318s 31%: 15+111"]
        for piece in pieces + [String(Self.today.dropLast(11)), Self.today.replacing(" P (forced)", with: "")] {
            let rest = Self.today.dropFirst(piece.count)
            let log = try #require(try Self.read("\(piece)request done\n\(rest)\nlistening\n"), "\(piece)")
            #expect(log.collections == whole, "\(piece)")
            #expect(log.quality["log.torn"] == 0, "\(piece)")
        }
        // Twice, with a line of the program's own between.
        let text =
            "gc 8 @12.318s 31%: 15request 1\nrequest 2\n+111+35 ms clock, request 3\n"
            + Self.today.dropFirst("gc 8 @12.318s 31%: 15+111+35 ms clock, ".count)
        #expect(try Self.read(text)?.collections == whole)
        let look = Self.look.replacing("idleprocs=1", with: "idleprocs=request\n1")
        #expect(try Self.read(look)?.looks == Self.read(Self.look)?.looks)
    }

    @Test(arguments: ["", "no line of it\n", "gc 12\nSCHED \n", "the gc 3 @home 5%: of\nSCHED 5ms: no\n"])
    func whatIsNoneIsNone(text: String) throws { #expect(try Self.read(text) == nil) }

    @Test func theRunWithMostLinesIsLookedAt() throws {
        func run(_ count: Int, from second: Int) -> String {
            (1...count).map { number in
                Self.old.replacing("gc 7 @0.318s", with: "gc \(number) @\(second + number).5s") + "\n"
            }.joined()
        }
        let log = try #require(try Self.read(run(3, from: 0) + run(5, from: 100) + run(2, from: 500)))
        #expect(log.collections.map(\.time).first == 101_500_000_000 && log.collections.count == 5)
        #expect(log.quality["log.other-runs"] == 5)
    }

    /// A program and one that it runs write to the same place.
    @Test func processesAreToldApart() throws {
        var lines: [String] = []
        func look(_ time: Int, _ threads: Int) -> String {
            Self.look.replacing("2005ms", with: "\(time)ms").replacing("threads=9 ", with: "threads=\(threads) ")
        }
        func collection(_ number: Int, _ seconds: Int, _ kept: Int) -> String {
            Self.old.replacing("gc 7 @0.318s", with: "gc \(number) @\(seconds).5s")
                .replacing("6 MB,", with: "\(kept) MB,")
        }
        for second in 0..<20 {
            lines.append(look(second * 1000, 200 + second))
            if second % 2 == 0 { lines.append(collection(second / 2 + 1, second, 600)) }
            // The other one began later, and collects more seldom.
            if second >= 3 { lines.append(look((second - 3) * 1000, 5)) }
            if second >= 3, second % 5 == 0 { lines.append(collection(second / 5, second - 3, 3)) }
        }
        let log = try #require(try Self.read(lines.joined(separator: "\n")))
        #expect(log.looks.map(\.threads) == Array(200..<220), "\(log.looks.map(\.threads))")
        #expect(
            log.collections.map(\.number) == Array(1...10) && log.collections.allSatisfy { $0.heapKept == 600 << 20 })
        #expect(log.others.map(\.count) == [lines.count - 30] && log.quality["log.other-runs"] == 0)
    }

    @Test func aLongLogIsBounded() throws {
        var text = ""
        for number in 1...45_000 {
            text += Self.old.replacing("gc 7 @0.318s", with: "gc \(number) @\(number).5s") + "\n"
        }
        let log = try #require(try Self.read(text))
        #expect((10_000...20_000).contains(log.collections.count))
        #expect(log.collections.last?.number == 45_000)
        #expect(log.quality["log.left-out"] == 45_000 - log.collections.count)
    }

    @Test func goroutinesBesideItAreNoticed() throws {
        #expect(try Self.read("\(Self.old)\n")?.hasGoroutines == false)
        #expect(
            try Self.read("\(Self.old)\nSIGQUIT: quit\n\ngoroutine 1 [running]:\nmain.main()\n")?.hasGoroutines == true)
    }

    @Test func statesAreWhatTheLogTells() throws {
        let lines = [
            "gc 1 @1.000s 1%: 0+1+0 ms clock, 0+1/2/3+0 ms cpu, 10->12->8 MB, 10 MB goal, 0 MB stacks, 0 MB globals, 2 P",
            "gc 2 @2.000s 1%: 1+1+2 ms clock, 0+1/2/3+0 ms cpu, 16->20->9 MB, 17 MB goal, 0 MB stacks, 0 MB globals, 2 P",
            Self.look,
            "gc 3 @3.000s 1%: 0+1+5 ms clock, 0+1/2/3+0 ms cpu, 11->12->9 MB, 11 MB goal, 0 MB stacks, 0 MB globals, 2 P "
                + "(forced)",
        ]
        let states = try #require(try Self.read(lines.joined(separator: "\n"))).states
        #expect(states.map(\.monotonicTime) == [1_000_000_000, 2_000_000_000, 2_005_000_000, 3_000_000_000])
        #expect(
            states.map(\.collector.cycles) == [1, 2, 2, 3] && states.map(\.collector.forcedCycles) == [0, 0, 0, 1])
        #expect(states.map(\.collector.totalAllocated) == [12 << 20, 24 << 20, 24 << 20, 27 << 20])
        #expect(states.map(\.goMaxProcs) == [2, 2, 4, 2])
        #expect(states.map(\.scheduler.threads) == [nil, nil, 9, nil])
        #expect(states.last?.collector.recentPauses.map(\.duration) == [0, 3_000_000, 5_000_000])
        #expect(states.last?.collector.processorTime.collector == 18_000_000)
        // By the second one GOGC lets the heap grow to nearly twice of what was kept; the third goal is less.
        let (goal, free) = (states.last?.collector.heapGoal ?? 0, states.last?.collector.percentHeapGoal ?? 0)
        #expect(goal == 11 << 20 && (16 << 20...18 << 20).contains(free), "\(goal) \(free)")
    }

    @Test func hostileLogsDoNoHarm() throws {
        let text = [Self.old, Self.look, Self.today, Self.newestLook, "  P0: status=1 runqsize=3 x"].joined(
            separator: "\n")
        let bytes = Array(text.utf8)
        for input in Hostile.truncations(of: bytes) { try consume(input) }
        for input in Hostile.bitFlips(of: bytes, count: 3_000, seed: 5) { try consume(input) }
        let digits = String(repeating: "9", count: 15)
        var huge = ""
        for line in [Self.old, Self.today, Self.look, Self.newestLook] {
            var result = ""
            for character in line where !character.isNumber || result.last != "9" {
                result += character.isNumber ? (result.hasSuffix(" @") ? "999999999" : digits) : String(character)
            }
            huge += result.replacing("gomaxprocs=\(digits)", with: "gomaxprocs=65536") + "\n"
        }
        for _ in 0..<4 { huge += huge }
        try consume(HostileInput("large numbers", Array(huge.utf8)))
        try consume(HostileInput("halves of lines", Array(String(repeating: "gc 1 @1.0s 1%: gc ", count: 50_000).utf8)))
        try consume(HostileInput("one mark", Array(String(repeating: "gc ", count: 300_000).utf8)))
        try consume(HostileInput("marks", Array(String(repeating: "gc SCHED ", count: 50_000).utf8)))
    }

    private func consume(_ input: HostileInput) throws {
        let log = try RuntimeLogReader.read(SequentialInput(bytes: Bytes(input.bytes), name: "hostile"))
        _ = log?.states
    }
}
