import Testing

@testable import GoTrace

@Suite struct WaitKindTests {
    @Test(arguments: [
        ("sync", ["sync.runtime_SemacquireMutex", "internal/sync.(*Mutex).lockSlow", "main.f"], WaitKind.mutex),
        ("sync", ["sync.runtime_SemacquireRWMutexR", "sync.(*RWMutex).RLock", "main.f"], .readWriteMutex),
        ("sync", ["internal/sync.(*Mutex).Lock", "sync.(*Mutex).Lock", "sync.(*RWMutex).Lock"], .readWriteMutex),
        ("sync", ["sync.runtime_SemacquireWaitGroup", "sync.(*WaitGroup).Wait", "main.f"], .waitGroup),
        ("sync", ["runtime.gcParkAssist", "runtime.gcAssistAlloc", "main.f"], .assist),
        ("sync", ["golang.org/x/x.f"], .semaphore), ("sync", [], .semaphore),
        ("", ["runtime.gopark", "runtime.chanrecv", "runtime.chanrecv1", "main.f"], .channelReceive),
        ("", ["runtime.gopark", "runtime.selectgo", "main.f"], .select),
        ("", ["main.f"], .unknown), ("", [], .unknown),
        ("chan send", ["sync.(*Mutex).Lock"], .channelSend), ("a reason of the future", ["time.Sleep"], .sleep),
    ])
    func theStackRefinesTheReason(reason: String, stack: [String], expected: WaitKind) {
        #expect(WaitKind(reason: reason, stack: stack) == expected)
    }

    @Test func numbersArePlaces() {
        for (index, kind) in WaitKind.allCases.enumerated() {
            #expect(Int(kind.number) == index && WaitKind(number: kind.number) == kind)
        }
        #expect(WaitKind(number: .max) == .unknown)
        #expect(GoroutineActivity.all[GoroutineActivity.firstWait] == .waiting(WaitKind.allCases[0]))
    }

    private typealias Case = (root: String, kind: WaitKind, names: [String], isLoop: Bool, expected: IdlePattern?)
    private static let idleCases: [Case] = [
        ("runtime.bgsweep", WaitKind.collector, ["runtime.gopark"], false, IdlePattern.runtime),
        ("runtime.main", .channelReceive, ["runtime.chanrecv1", "main.main", "runtime.main"], false, nil),
        ("runtime/trace.Start.func1", .system, [], false, .tracer),
        ("runtime.(*traceAdvancerState).start.func1", .channelReceive, [], false, .tracer),
        ("main.serve", .network, ["internal/poll.(*FD).Accept", "net.(*TCPListener).Accept"], false, .listener),
        ("main.work", .channelReceive, ["runtime.chanrecv2", "main.work"], true, .workerLoop),
        ("main.work", .channelReceive, ["runtime.chanrecv2", "main.work"], false, nil),
        ("main.work", .channelReceive, ["runtime.chanrecv2", "main.a", "main.b", "main.work"], true, nil),
        ("main.work", .mutex, ["sync.(*Mutex).Lock", "main.work"], true, nil),
        ("main.work", .sleep, ["time.Sleep", "main.work"], false, .sleeper),
    ]

    @Test(arguments: idleCases.indices)
    func idlePatterns(index: Int) {
        let (root, kind, names, isLoop, expected) = Self.idleCases[index]
        #expect(IdlePattern(root: root, kind: kind, names: names, isLoop: isLoop, isInRegion: false) == expected)
        if expected == .workerLoop || expected == .sleeper {
            #expect(IdlePattern(root: root, kind: kind, names: names, isLoop: isLoop, isInRegion: true) == nil)
        }
    }

    @Test func serversWaitForRequests() {
        let first = [
            "net/http.(*connReader).Read", "net/textproto.(*Reader).ReadLine", "net/http.readRequestLimit",
            "net/http.(*conn).readRequest", "net/http.(*conn).serve",
        ]
        let header = [
            "net/http.(*connReader).Read", "net/textproto.(*Reader).ReadMIMEHeader", "net/http.readRequest",
            "net/http.(*conn).readRequest", "net/http.(*conn).serve",
        ]
        let later = ["bufio.(*Reader).Peek", "net/http.(*conn).serve"]
        let body = [
            "bufio.(*Reader).Peek", "main.handle", "net/http.serverHandler.ServeHTTP", "net/http.(*conn).serve",
        ]
        let cases: [([String], IdlePattern?)] = [
            (first, .nextRequest), (header, nil), (later, .nextRequest), (body, nil),
        ]
        for (names, expected) in cases {
            let found = IdlePattern(
                root: "net/http.(*conn).serve", kind: .network, names: names, isLoop: false, isInRegion: false)
            #expect(found == expected, "\(names)")
        }
    }
}
