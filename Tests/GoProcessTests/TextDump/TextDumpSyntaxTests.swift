import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProcess

struct TextDumpSyntaxTests {
    @Test func readsFullTracebackHeaders() throws {
        let snapshot = try readDump(
            """
            SIGQUIT: quit
            PC=0x47f5a1 m=0 sigcode=0

            goroutine 0 gp=0x5e2e40 m=0 mp=0x5e3ba0 [idle]:
            runtime.futex(0x5e3cd8, 0x80, 0x0, 0x0, 0x0, 0x0)
            \t/go/src/runtime/sys_linux_amd64.s:557 +0x21 fp=0x7ffe sp=0x7ff0 pc=0x47f5a1

            goroutine 1 gp=0xc000002380 m=nil [chan receive, 5 minutes, locked to thread]:
            runtime.gopark(0x1?, {0x2, 0x3}?, 0x8?)
            \t/go/src/runtime/proc.go:461 +0xce fp=0xc000052ef0 sp=0xc000052ed0 pc=0x47c36e
            main.main()
            \t/home/me/my dir/main.go:12 +0x1d fp=0xc000052f50 sp=0xc000052f10 pc=0x49ea7d
            runtime.main()
            \t/go/src/runtime/proc.go:285 +0x29d fp=0xc000052fe0 sp=0xc000052f50 pc=0x44c5fd
            runtime.goexit({})
            \t/go/src/runtime/asm_amd64.s:1693 +0x1 fp=0xc000052fe8 sp=0xc000052fe0 pc=0x4838c1

            goroutine 2 gp=0xc0000028c0 m=3 mp=0xc000100008 [force gc (idle) (scan)]:
            runtime.forcegchelper()
            \t/go/src/runtime/proc.go:373 +0xb3 fp=0xc000040fe0 sp=0xc000040fa8 pc=0x44c933
            runtime.goexit({})
            \t/go/src/runtime/asm_amd64.s:1693 +0x1 fp=0xc000040fe8 sp=0xc000040fe0 pc=0x4838c1
            created by runtime.init.7 in goroutine 1
            \t/go/src/runtime/proc.go:361 +0x1a

            rax    0xca
            rip    0x47f5a1

            """)
        #expect(snapshot.goroutines.map(\.id) == [1, 2])
        let main = try #require(snapshot.goroutine(1))
        #expect(main.address == 0xc00_0002_380)
        #expect(main.flags == [.main, .lockedToThread])
        #expect(main.waitingNanoseconds == 300_000_000_000)
        #expect(main.ageSource == .text)
        #expect(snapshot.text(main.start) == "runtime.main")
        let user = snapshot.stacks.resolvedFrames(main.stack)[1]
        #expect(user == ResolvedFrame(function: "main.main", file: "/home/me/my dir/main.go", line: 12))
        let helper = try #require(snapshot.goroutine(2))
        #expect(helper.flags == [.system, .scanning])
        #expect(snapshot.stateText(helper) == "force gc (idle)")
        #expect(helper.kind == .runtimeIdle)
        #expect(helper.parent == 1)
        #expect(snapshot.quality["dump.thread-stacks"] == 1)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0)
    }

    struct Status: CustomTestStringConvertible, Sendable {
        var text: String
        var state: GoroutineState
        var reason: String
        var kind: WaitKind
        var flags: GoroutineFlags = []
        var minutes: Int64 = -1
        var testDescription: String { text }
    }

    @Test(arguments: [
        Status(text: "running", state: .running, reason: "", kind: .none),
        Status(text: "runnable (scan)", state: .runnable, reason: "", kind: .none, flags: .scanning),
        Status(
            text: "syscall, 3 minutes, locked to thread", state: .systemCall, reason: "", kind: .none,
            flags: .lockedToThread, minutes: 3),
        Status(text: "waiting", state: .waiting, reason: "", kind: .none),
        Status(text: "copystack", state: .copyingStack, reason: "", kind: .none),
        Status(text: "waiting for cgo callback", state: .deadExtra, reason: "", kind: .none),
        Status(
            text: "chan receive (nil chan) (leaked)", state: .leaked, reason: "chan receive (nil chan)",
            kind: .nilChannelReceive, flags: .leaked),
        Status(text: "leaked (leaked)", state: .leaked, reason: "", kind: .none, flags: .leaked),
        Status(
            text: "sleep (durable), synctest bubble 7", state: .waiting, reason: "sleep", kind: .sleep,
            flags: .inBubble),
        Status(
            text: "chan receive (durable), 12 minutes, synctest bubble 1", state: .waiting,
            reason: "chan receive (durable)", kind: .channelReceive, flags: .inBubble, minutes: 12),
        Status(
            text: "select (synctest), synctest group 6", state: .waiting, reason: "select (synctest)", kind: .select,
            flags: .inBubble),
        Status(
            text: "a reason, of the future", state: .waiting, reason: "a reason, of the future", kind: .other),
    ])
    func readsStates(status: Status) throws {
        let snapshot = try readDump("goroutine 9 [\(status.text)]:\nmain.f()\n\t/a.go:1 +0x1\n")
        let goroutine = try #require(snapshot.goroutines.first)
        #expect(goroutine.state == status.state)
        #expect(snapshot.text(goroutine.reason) == status.reason)
        #expect(goroutine.kind == status.kind)
        #expect(goroutine.flags == status.flags)
        #expect(goroutine.waitingNanoseconds == (status.minutes < 0 ? -1 : status.minutes * 60_000_000_000))
    }

    @Test func readsLabelsInsideAndBehindTheBrackets() throws {
        let frame = "main.f()\n\t/a.go:1 +0x1\n\n"
        let snapshot = try readDump(
            "goroutine 1 [select labels:{\"a]\": \"b}: \\u00e9\\x00\", \"c\": \"\"}]:\n" + frame
                + "goroutine 2 [select, 4 minutes] {a: b.c/d_e, \"k k\": \"\\\"x\\\", y\"}:\n" + frame
                + "goroutine 3 [select]:\n" + frame)
        #expect(snapshot.quality.counters.isEmpty)
        #expect(
            snapshot.goroutines.map { snapshot.labelSets[Int($0.labels)] } == [
                [Label(key: "a]", value: "b}: é\u{0}"), Label(key: "c", value: "")],
                [Label(key: "a", value: "b.c/d_e"), Label(key: "k k", value: "\"x\", y")], [],
            ])
        #expect(snapshot.goroutines.map { snapshot.stateText($0) } == ["select", "select", "select"])
        #expect(snapshot.goroutines[1].waitingNanoseconds == 240_000_000_000)
    }

    @Test func tellsInlinedFramesAndPanics() throws {
        let snapshot = try readDump(
            """
            panic: boom [recovered]
            \tpanic: boom

            goroutine 7 [running]:
            panic({0x49c4e0?, 0x4e3ad0?})
            \t/go/src/runtime/panic.go:783 +0x132
            main.inner(...)
            \t/a/main.go:9
            main.outer(0x1, {0x2, ...}, 0x3?)
            \t/a/main.go:13 +0x25
            main.variadic(...)
            \t/a/main.go:15 +0x30
            created by main.main
            \t/a/main.go:20 +0x1a
            exit status 2
            """)
        let frames = snapshot.stacks.resolvedFrames(snapshot.goroutines[0].stack)
        #expect(frames.map(\.function) == ["runtime.gopanic", "main.inner", "main.outer", "main.variadic"])
        #expect(frames.map(\.isInlined) == [false, true, false, false])
        #expect(snapshot.creationFunction(7) == "main.main")
        #expect(snapshot.goroutines[0].parent == 0)
        #expect(snapshot.quality["dump.ending"] == 1)
        #expect(snapshot.quality.counters.first { $0.name == "dump.ending" }?.explanation.contains("boom") == true)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0)
        #expect(snapshot.quality["dump.truncated"] == 0)
    }

    @Test func keepsTheGapOfElidedFrames() throws {
        let snapshot = try readDump(
            """
            goroutine 1 [running]:
            main.f(0x1)
            \t/a/main.go:9 +0x1
            ...140 frames elided...
            main.main()
            \t/a/main.go:13 +0x25

            """)
        #expect(snapshot.functions(1) == ["main.f", TextDump.elidedFunction, "main.main"])
        #expect(snapshot.quality["dump.frames-elided"] == 140)
        #expect(snapshot.goroutines[0].flags.contains(.partialStack))
    }

    @Test func readsForeignAndUnavailableStacks() throws {
        let snapshot = try readDump(
            """
            goroutine 3 [running]:
            \tgoroutine running on other thread; stack unavailable
            created by main.main in goroutine 1
            \t/a/main.go:13 +0x25

            goroutine 4 [syscall]:
            non-Go function at pc=0x7f0011
            c_function
            \t/a/b.c:17 pc=0x7f0012
            non-Go function
            \tpc=0x7f0013
            runtime.cgocall(0x1, 0x2)
            \t/go/src/runtime/cgocall.go:167 +0x4b
            [originating from goroutine 3]:
            main.g(...)
            \t/a/main.go:5 +0x1
            created by main.main
            \t/a/main.go:1 +0x1
            [originating from goroutine 1]:
            main.main(...)
            \t/a/main.go:2 +0x1

            """)
        #expect(snapshot.functions(3) == [])
        #expect(snapshot.goroutine(3)?.flags == .partialStack)
        #expect(snapshot.creationFunction(3) == "main.main")
        #expect(snapshot.quality["dump.stacks-unavailable"] == 1)
        #expect(snapshot.functions(4) == ["non-Go function", "c_function", "non-Go function", "runtime.cgocall"])
        #expect(snapshot.goroutine(4)?.parent == 3)
        #expect(snapshot.quality["dump.ancestor-stacks"] == 2)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0)
    }

    @Test func countsWhatItDoesNotUnderstand() throws {
        let snapshot = try readDump(
            """
            goroutine 1 [running]:
            main.f(0x1)
            main.g(0x1)
            \t/a/main.go:9 +0x1
            \tno frame goes with this
            main.h(0x1)
            \tnot a location
            main.main()
            \t/a/main.go:13 +0x25

            """)
        #expect(snapshot.functions(1) == ["main.g", "main.main"])
        #expect(snapshot.quality["dump.lines-not-understood"] == 4)
    }

    @Test func readsCountedStacksWithOddFrames() throws {
        let snapshot = try readDump(
            "goroutine profile: total 4\n3 @ 0x1 0x2\n#\t0x1\n#\t0x2\tmain.f+0x10\t\t/a b/main.go:3\n\n"
                + "1 @ 0x3\n# labels: {\"k\":\"v\"}\n#\t0x3\tmain.g+0x1\t/m.go:4\n\n")
        #expect(snapshot.goroutines.count == 4)
        #expect(snapshot.functions(1) == ["0x1", "main.f"])
        #expect(snapshot.functions(4) == ["main.g"])
        #expect(snapshot.labelSets[Int(snapshot.goroutines[3].labels)] == [Label(key: "k", value: "v")])
        #expect(snapshot.quality["dump.frames-without-name"] == 1)
        let empty = try readDump("goroutineleak profile: total 0\n")
        #expect(empty.goroutines.isEmpty)
    }

    @Test func boundsAbsurdCounts() throws {
        let snapshot = try readDump(
            "goroutine profile: total 1\n"
                + String(repeating: "18446744073709551615 @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n\n", count: 600))
        #expect(snapshot.goroutines.count == TextDumpGroups.limit)
        #expect(snapshot.quality["dump.goroutines-dropped"] > 0)
    }

    @Test func refusesOtherText() {
        for text in ["", "hello\n", "goroutine one [running]:\n", "goroutine 1 is my favourite\n", "Goroutine 1\n"] {
            #expect(!TextDump.isRecognised(Bytes(text)))
            #expect(throws: InputError.self) { try readDump(text) }
        }
    }
}
