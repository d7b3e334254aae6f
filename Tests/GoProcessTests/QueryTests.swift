import TestSupport
import Testing
import Wire

@testable import Evidence
@testable import GoProcess

@Suite struct QueryTests {
    private static let snapshot: GoroutineSnapshot = {
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: .process, name: "process 1", processID: 1))
        let park = snapshot.stacks.intern(function: "runtime.gopark", file: "/go/src/runtime/proc.go", line: 400)
        let get = snapshot.stacks.intern(function: "example.com/shop.(*Cache).Get", file: "/src/cache.go", line: 12)
        let serve = snapshot.stacks.intern(function: "net/http.(*conn).serve", file: "/go/server.go", line: 1)
        let main = snapshot.stacks.intern(function: "main.main", file: "/src/main.go", line: 7)
        let deep = snapshot.stacks.intern(innermostFirst: [park, get, serve])
        let root = snapshot.stacks.intern(innermostFirst: [park, main])
        let idle = snapshot.stacks.intern(innermostFirst: [park])
        snapshot.labelSets = [[], [Label(key: "tenant", value: "acme"), Label(key: "k v", value: "x y")]]
        let socket = SocketFacts(
            network: "tcp", inode: 7, local: "10.0.0.1:1", remote: "10.0.0.2:5432", state: "ESTABLISHED", sendQueue: 0,
            receiveQueue: 0)
        snapshot.objects = [
            WaitObject(
                address: 0xc000_0123,
                kind: .channel(
                    ChannelFacts(elementSize: 8, length: 0, capacity: 0, isClosed: false, isTimer: false)),
                symbol: "main.jobs"),
            WaitObject(
                address: 0xabc, kind: .descriptor(PollFacts(descriptor: 3, target: "socket:[7]", socket: socket))),
        ]
        snapshot.systemCalls = [SystemCall(thread: 55, number: 0, name: "read", arguments: [])]
        func add(_ id: UInt64, _ stack: StackID, _ reason: String, _ change: (inout Goroutine) -> Void) {
            var goroutine = Goroutine(id: id)
            goroutine.stack = stack
            goroutine.state = .waiting
            goroutine.reason = snapshot.stacks.strings.intern(reason)
            change(&goroutine)
            snapshot.goroutines.append(goroutine)
        }
        add(1, root, "chan receive") {
            $0.waitingNanoseconds = 90_000_000_000
            $0.waitCount = 1
        }
        add(2, idle, "force gc (idle)") { $0.flags = [.system] }
        add(10, deep, "IO wait") {
            $0.waitingNanoseconds = 500_000_000
            $0.labels = 1
            $0.creation = main
            $0.parent = 1
            $0.firstWait = 1
            $0.waitCount = 1
        }
        add(11, deep, "") {
            $0.state = .systemCall
            $0.systemCall = 0
            $0.thread = 55
            $0.flags = [.lockedToThread]
            $0.creation = serve
        }
        add(12, deep, "chan receive") { $0.flags = [.leaked] }
        snapshot.waits = [
            Wait(goroutine: 0, object: 0, operation: .receive), Wait(goroutine: 2, object: 1, operation: .read),
        ]
        return snapshot
    }()

    @Test(
        arguments: [
            (#"state == "chan receive""#, [1, 12]), (#"state == 'chan receive' && age > 60s"#, [1]),
            ("state == waiting", [1, 2, 10, 12]), ("state ~ wait", [10]), ("state != waiting", [11]),
            ("state == syscall || state == `IO wait`", [10, 11]), ("state ~ '^chan'", [1, 12]),
            (#"stack ~ "main\.""#, [1]), (#"stack ~ "Cache\).Get""#, [10, 11, 12]),
            (#"stack !~ "\(\*Cache\)\.Get""#, [1, 2]),
            (#"stack == "/src/cache.go:12""#, [10, 11, 12]), ("stack == main.main", [1]),
            ("stack != main.main", [2, 10, 11, 12]),
            (#"stack ~ "(?i)MAIN\.m.in$""#, [1]), (#"stack ~ "cache\.go:1\d$""#, [10, 11, 12]),
            (#"function == "example.com/shop.(*Cache).Get""#, [10, 11, 12]), ("function == runtime.gopark", [2]),
            ("creator == main.main", [10]), (#"creator ~ "server\.go:1""#, [11]), ("creator", [10, 11]),
            ("parent == 1", [10]), ("parent", [10]), ("id >= 10 && id < 12", [10, 11]), ("id == 0xa", [10]),
            ("id != 10", [1, 2, 11, 12]), ("id <= 2", [1, 2]),
            ("age > 60s", [1]), ("age < 1m", [10]), ("age >= 1m30s", [1]), ("age == 500ms", [10]),
            ("age == .5s || age == 0.5s", []),
            ("age != 1h", [1, 10]), ("!(age > 60s)", [2, 10, 11, 12]), ("age", [1, 10]), ("age > 0", [1, 10]),
            ("label.tenant == acme", [10]), (#"label["k v"] == "x y""#, [10]),
            ("label.tenant != acme", [1, 2, 11, 12]),
            ("label.none", []), ("label.tenant", [10]),
            ("waits == 'channel 0xc0000123'", [1]), ("waits == 0xc0000123", [1]), ("waits == channel", [1]),
            ("waits ~ main.jobs", [1]), ("waits ~ '^descriptor'", [10]),
            ("waits", [1, 10]), ("peer == 10.0.0.2:5432", [10]), (#"peer ~ ":5432$""#, [10]), ("peer", [10]),
            ("syscall == read", [11]), ("syscall", [11]), ("thread == 55", [11]), ("locked", [11]),
            ("leaked == true", [12]),
            ("system", [2]), ("!system && !leaked && !locked", [1, 10]),
            ("system != true && locked == false", [1, 10, 12]),
            ("id == 1 || id == 2 && system", [1, 2]), ("(id == 1 || id == 2) && system", [2]), ("!!system", [2]),
            ("id == 1 or id == 2 and system", [1, 2]), ("(id == 1 or id == 2) and not locked", [1, 2]),
            (#"stack contains "(*Cache).Get""#, [10, 11, 12]), ("not stack contains main.main", [2, 10, 11, 12]),
        ] as [(String, [UInt64])])
    func selects(_ text: String, _ wanted: [UInt64]) throws {
        if text.contains("== .5s") {
            #expect(throws: InputError.self) { try Query(parsing: text) }
            return
        }
        let matches = try Query(parsing: text).matcher(for: Self.snapshot)
        #expect(Self.snapshot.goroutines.filter(matches).map(\.id) == wanted)
    }

    /// The column, from 1, and words of the message.
    @Test(arguments: [
        ("", 1, "expected a field"), ("id contains 1", 4, "parts"), ("under id 1", 1, "no field `under`"),
        ("stat == x", 1, "no field `stat`"), ("age > foo", 7, "duration such as 10ms"),
        ("age > 60", 7, "duration"), ("age ~ x", 5, "no patterns"), ("state < x", 7, "no order"),
        ("state = x", 7, "write `==`"), ("id == x", 7, "whole number"),
        ("id == 99999999999999999999", 7, "whole number"),
        ("(id == 1", 9, "expected `)` for the `(` in column 1"), ("id == 1)", 8, "expected `&&`"),
        ("id == 1 id", 9, "expected `&&`"), ("state ==", 9, "expected a text"), (#"state == "x"#, 10, "no closing"),
        (#"stack ~ "(a""#, 9, "regular expression"), ("label[", 7, "label's key"),
        ("label['a' == 1", 11, "expected `]`"),
        ("locked < true", 8, "expected `==`"), ("locked == 1", 11, "`true` or `false`"),
        ("label == a", 1, "no field `label`"),
        ("id == 1 & id == 2", 9, "write `&&`"), ("age > 9999999999h", 7, "duration"), ("§", 1, "no meaning"),
    ])
    func errorsPointAtTheColumn(_ text: String, _ column: Int, _ words: String) throws {
        let error = #expect(throws: InputError.self) { try Query(parsing: text) }
        let message = try #require(error).message
        #expect(message.contains(words), "\(message)")
        #expect(error?.code == .usage)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix("column \(column) of the query"), "\(message)")
        #expect(lines[lines.count - 1] == String(repeating: " ", count: column + 1) + "^")
        #expect(lines[lines.count - 2] == "  " + text)
    }

    @Test func longQueriesAreShownAroundThePlace() throws {
        let text = String(repeating: "id == 1 || ", count: 100) + "foo" + String(repeating: " || id == 2", count: 100)
        let message = try #require(#expect(throws: InputError.self) { try Query(parsing: text) }).message
        let lines = message.split(separator: "\n")
        let caret = try #require(lines.last).count - 1
        #expect(lines[lines.count - 2].dropFirst(caret).hasPrefix("foo"))
        #expect(lines.allSatisfy { $0.count < 200 })
    }

    @Test func nestingIsBoundedAndChainsAreNot() throws {
        #expect(throws: Never.self) {
            try Query(parsing: String(repeating: "(", count: 60) + "id" + String(repeating: ")", count: 60))
        }
        for hostile in ["(", "!", "!("] {
            #expect(throws: InputError.self) { try Query(parsing: String(repeating: hostile, count: 20_000) + "id") }
        }
        let pattern = String(repeating: "(", count: 490) + "a" + String(repeating: ")", count: 490)
        #expect(throws: InputError.self) { try Query(parsing: "stack ~ '\(pattern)'") }
        #expect(throws: InputError.self) { try Query(parsing: "stack ~ '\(pattern)\(pattern)'") }
        let chain = try Query(parsing: Array(repeating: "id == 1", count: 5_000).joined(separator: " || "))
        #expect(Self.snapshot.goroutines.filter(chain.matcher(for: Self.snapshot)).map(\.id) == [1])
    }

    @Test func anyTextIsAQueryOrAnError() {
        let words = [
            "id", "age", "state", "stack", "label", ".", "[", "]", "\"", "'", "\\", "==", "~", "(", ")", "!", "&&",
            "60s", "1", "é",
        ]
        var generator = SeededGenerator(seed: 5)
        var accepted = 0
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }
            .joined(separator: Bool.random(using: &generator) ? " " : "")
            guard let query = try? Query(parsing: text) else { continue }
            accepted += 1
            _ = Self.snapshot.goroutines.filter(query.matcher(for: Self.snapshot))
        }
        #expect(accepted > 50)
    }

    @Test func durationsAreReadAsGoWritesThem() {
        #expect(QueryDuration.nanoseconds("1h30m0.5s") == 5_400_500_000_000)
        #expect(QueryDuration.nanoseconds("10µs") == 10_000)
        #expect(QueryDuration.nanoseconds("7d") == 604_800_000_000_000)
        for text in ["", "1", "s", "1x", "1..2s", "1s2", "999999d999999d"] {
            #expect(QueryDuration.nanoseconds(text) == nil, "\(text)")
        }
    }

    /// Ten million frames in all: only distinct stacks are looked at.
    @Test func manyGoroutinesOfFewStacksAreQuick() throws {
        let snapshot = SnapshotFixture.many(50_000, stacks: 10)
        let query = try Query(parsing: #"stack ~ "f1\d*_[37]$" && age >= 0s"#)
        #expect(snapshot.goroutines.filter(query.matcher(for: snapshot)).count == 10_000)
    }
}
