import Evidence
import Glibc
import TestSupport
import Testing
import Wire

@testable import GoProcess

private let versions = [GoToolchain.oldestVersion, "1.24.11", "1.26.6", GoToolchain.newestVersion]

/// What programs of several Go versions print when they are stopped or end.
struct TextDumpProgramTests {
    private struct Run: CustomTestStringConvertible, Sendable {
        var version: String
        var level: String
        var testDescription: String { "Go \(version), GOTRACEBACK=\(level)" }
    }

    private static let runs = versions.flatMap { version in
        ["single", "all", "system", "crash"].map { Run(version: version, level: $0) }
    }

    @Test(arguments: runs)
    private func readsWhatQuittingPrints(run: Run) throws {
        let toolchain = try GoToolchain(version: run.version)
        let program = try GoProgram.build(source: DumpProgram.quitter, toolchain: toolchain, flags: ["-trimpath"])
        let (running, ready) = try program.startAndWait(environment: [
            "GOTRACEBACK": run.level, "GODEBUG": toolchain.minor >= 26 ? "tracebacklabels=1" : "",
        ])
        var ids: [String: UInt64] = [:]
        for pair in ready.split(separator: " ").dropFirst() {
            let parts = pair.split(separator: "=")
            ids[String(parts[0])] = UInt64(parts[1])
        }
        try #require(ids.count == 9)
        let text = try running.goroutineDumpByQuitting()
        #expect(TextDump.isRecognised(Bytes(text)))
        let snapshot = try readDump(text)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0, "\(text)")
        #expect(snapshot.quality["dump.truncated"] == 0)
        #expect(snapshot.quality["dump.other-dumps"] == 0, "\(text)")
        #expect(snapshot.quality["dump.ending"] == 1)

        func state(_ name: String) -> String? {
            snapshot.goroutine(ids[name] ?? 0).map { snapshot.stateText($0) }
        }
        func user(_ name: String) -> [String] {
            snapshot.functions(ids[name] ?? 0).filter { $0.hasPrefix("main.") || $0 == TextDump.elidedFunction }
        }
        #expect(Set(snapshot.goroutines.map(\.id)).isSuperset(of: Set(ids.values).union([1])))
        #expect(state("worker") == "chan receive")
        #expect(user("worker") == ["main.worker"])
        #expect(state("locked") == "chan receive")
        #expect(snapshot.goroutine(ids["locked"] ?? 0)?.flags.contains(.lockedToThread) == true)
        #expect(snapshot.goroutine(ids["worker"] ?? 0)?.flags.contains(.lockedToThread) == false)
        #expect(state("parent") == "sync.Mutex.Lock")
        #expect(user("parent").contains("main.(*set[...]).parent"))
        #expect(state("child") == "select")
        #expect(snapshot.goroutine(ids["child"] ?? 0)?.parent == ids["parent"])
        #expect(snapshot.creationFunction(ids["child"] ?? 0) == "main.(*set[...]).parent")
        let deep = user("deep")
        #expect(deep.first == "main.deep")
        #expect(deep.filter { $0 == TextDump.elidedFunction }.count == 1)
        #expect(snapshot.quality["dump.frames-elided"] > 90)
        #expect(user("spinner") == ["main.spinner"] || snapshot.quality["dump.stacks-unavailable"] > 0)
        if toolchain.minor >= 26 {
            let labels = snapshot.labelSets[Int(snapshot.goroutine(ids["labelled"] ?? 0)?.labels ?? 0)]
            #expect(
                labels == [Label(key: "endpoint", value: "/checkout"), Label(key: "user id", value: "a \"q\"")])
        }
        // A runtime that was told to quit prints everything at every level.
        #expect(snapshot.goroutines.contains { $0.flags.contains(.system) })
        #expect(snapshot.functions(ids["worker"] ?? 0).last == "runtime.goexit")
        #expect(snapshot.text(snapshot.goroutine(ids["worker"] ?? 0)?.start ?? .empty) == "main.worker")
        #expect(snapshot.text(snapshot.goroutine(1)?.start ?? .empty) == "runtime.main")
        #expect(toolchain.minor < 22 || snapshot.goroutine(1)?.address != 0)
    }

    /// What a program that quits shows of all frames, and what debug=2 shows of the same stacks: the rules of
    /// `FrameKinds` lead from one to the other.
    @Test(arguments: GoToolchain.versions)
    func hidesTheFramesThatTheRuntimeHides(version: String) throws {
        let toolchain = try GoToolchain(version: version)
        let program = try GoProgram.build(source: DumpProgram.quitter, toolchain: toolchain, flags: ["-trimpath"])
        let (running, _) = try program.startAndWait(environment: ["DUMP": "1"])
        let dumps = try TextDump.readAll(Bytes(try running.goroutineDumpByQuitting()), name: "both")
        try #require(dumps.count == 2)
        let rules = TracebackRules.of(minorVersion: toolchain.minor)
        var compared = 0
        for goroutine in dumps[0].goroutines where !goroutine.flags.contains(.partialStack) && goroutine.id != 1 {
            guard let full = dumps[1].goroutine(goroutine.id) else { continue }
            let stacks = dumps[1].stacks
            let shown = FrameKinds.shownByRuntime(full.stack, in: stacks, rules: rules) {
                FrameKinds.isWrapper(function: stacks.functionName($0), file: stacks.fileName($0))
            }
            #expect(
                shown.map { stacks.functionName($0) } == dumps[0].functions(goroutine.id),
                "\(stacks.resolvedFrames(full.stack))")
            compared += 1
        }
        #expect(compared >= 7)
        // A wrapper is among them, but for Go 1.27, whose wrapper of this method leaves no frame.
        #expect(toolchain.minor >= 27 || dumps[1].states(containing: "main.(*embedded).wait") != [:])
    }

    @Test(arguments: versions)
    func readsAncestors(version: String) throws {
        let program = try GoProgram.build(
            source: DumpProgram.quitter, toolchain: try GoToolchain(version: version), flags: ["-trimpath"])
        let (running, _) = try program.startAndWait(environment: ["GODEBUG": "tracebackancestors=5"])
        let text = try running.goroutineDumpByQuitting()
        try #require(text.contains("[originating from goroutine"))
        let snapshot = try readDump(text)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0, "\(text)")
        #expect(snapshot.quality["dump.ancestor-stacks"] >= 7)
        #expect(snapshot.states(containing: "main.worker") == ["chan receive": 1])
    }

    @Test(arguments: versions, ["panic", "nil", "overflow", "map", "unlock", "deadlock"])
    func readsWhatEndingPrints(version: String, ending: String) throws {
        let program = try GoProgram.build(
            source: DumpProgram.ender, toolchain: try GoToolchain(version: version), flags: ["-trimpath"])
        for level in ["single", "all", "system"] {
            let running = try program.start([ending], environment: ["GOTRACEBACK": level])
            _ = try running.waitForExit(within: .seconds(60))
            let text = running.errorText
            let snapshot = try readDump(text)
            #expect(snapshot.quality["dump.lines-not-understood"] == 0, "\(level)\n\(text)")
            // Several goroutines can find the map in use at the same time: the first to end cuts the others off.
            #expect(snapshot.quality["dump.truncated"] == 0 || ending == "map", "\(level)")
            #expect(snapshot.quality["dump.ending"] == 1, "\(text)")
            // Several goroutines can find the map in use, and print at the same time.
            #expect(snapshot.quality["dump.other-dumps"] == 0 || ending == "map", "\(level)\n\(text)")
            let ending = try #require(snapshot.quality.counters.first { $0.name == "dump.ending" }).explanation
            let all = snapshot.goroutines.flatMap { snapshot.functions($0.id) }
            if text.contains("all goroutines are asleep") {
                #expect(ending.contains("all goroutines are asleep"))
                #expect(snapshot.goroutine(1)?.kind == (version.hasPrefix("1.21") ? .semaphore : .waitGroup))
                #expect(snapshot.goroutines.contains { $0.kind == .selectNoCases })
            } else if level != "single" {
                #expect(snapshot.goroutine(1)?.kind == .channelReceive)
                #expect(all.contains { $0.hasPrefix("main.fail") })
            }
        }
    }

    @Test(arguments: [GoToolchain.newestVersion, "1.25.5"])
    func readsBubbles(version: String) throws {
        let program = try GoProgram.build(
            source: DumpProgram.bubble, toolchain: try GoToolchain(version: version), flags: ["-trimpath"])
        let running = try program.start(environment: ["GODEBUG": "asynctimerchan=0"])
        _ = try running.waitForExit()
        let text = running.errorText
        try #require(text.contains("synctest bubble"))
        let snapshot = try readDump(text)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0)
        let inside = snapshot.goroutines.filter { $0.flags.contains(.inBubble) }
        #expect(
            Set(inside.map { snapshot.stateText($0) }).isSuperset(
                of: ["running", "chan receive (durable)", "sleep", "sync.Cond.Wait"]), "\(text)")
        #expect(Set(inside.map(\.kind)).isSuperset(of: [.channelReceive, .sleep, .cond]))
        #expect(snapshot.goroutines.count > inside.count)
    }

    @Test func readsARaceReport() throws {
        let program = try GoProgram.build(
            source: DumpProgram.racer, toolchain: try GoToolchain.newest(), flags: ["-race", "-trimpath"],
            environment: ["CGO_ENABLED": "1"])
        let running = try program.start()
        _ = try running.waitForExit()
        let text = running.errorText
        try #require(text.contains("WARNING: DATA RACE"))
        let snapshot = try readDump(text)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0, "\(text)")
        #expect(snapshot.goroutines.count == 2)
        #expect(snapshot.functions(1).first == "main.read")
        let other = try #require(snapshot.goroutines.last)
        #expect(snapshot.functions(other.id).first == "main.write")
        #expect(snapshot.creationFunction(other.id) == "main.main")
    }

    @Test(arguments: ["single", "system"])
    func readsACrashInForeignCode(level: String) throws {
        let program = try GoProgram.build(
            source: DumpProgram.foreign, toolchain: try GoToolchain.newest(), flags: ["-trimpath"],
            environment: ["CGO_ENABLED": "1"])
        let running = try program.start(environment: ["GOTRACEBACK": level])
        _ = try running.waitForExit()
        let snapshot = try readDump(running.errorText)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0, "\(running.errorText)")
        #expect(snapshot.functions(1).contains("main.call"))
        #expect(snapshot.goroutine(1)?.state == .systemCall)
    }
}
