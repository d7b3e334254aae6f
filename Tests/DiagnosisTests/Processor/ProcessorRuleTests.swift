import GoProfile
import Testing

@testable import Diagnosis

/// Which work fills the processors: each rule where it fires, and where it must not.
@Suite struct ProcessorRuleTests {
    @Test func oneFunctionTakesMost() throws {
        let findings = try SampledProgram.findings([
            "380: runtime.main > main.main > main.serve > main.score",
            "60: runtime.main > main.main > main.serve > main.store",
        ])
        let first = try #require(findings.first)
        #expect(first.cause == .cpuHotFunction)
        #expect(first.severity == .warning)
        #expect(first.subject.kind == "function")
        #expect(first.subject.title == "main.score (program.go:10)")
    }

    /// Labels and regions are set by functions that call the program's code; who takes the profile is none of it.
    @Test(arguments: ["runtime/pprof.Do", "runtime/trace.WithRegion"])
    func whatRunsBelowLabelsIsTheProgram(_ caller: String) throws {
        let samples = try SampledProgram.evidence([
            "380: net/http.HandlerFunc.ServeHTTP > main.serve > \(caller) > main.serve.func1 > main.score",
            "40: main.serve > \(caller) > main.serve.func1 > fmt.Sprint > strconv.AppendInt",
            "60: net/http.(*conn).serve > main.logged > net/http/pprof.Index > runtime/pprof.(*Profile).WriteTo",
            "7: runtime/pprof.profileWriter > runtime/pprof.(*profileBuilder).build",
        ])
        #expect(samples.total == 420 * SampledProgram.interval)
        let row = try #require(samples.hotFunctions.hottest)
        #expect(samples.functions[Int(row.function)].name == "main.score")
    }

    @Test func theLibraryBelongsToWhoCallsIt() throws {
        let findings = try SampledProgram.findings([
            "450: runtime.main > main.main > main.sign > crypto/sha256.Sum256 > crypto/sha256.block"
        ])
        let first = try #require(findings.first)
        #expect(first.cause == .cpuHotFunction)
        #expect(first.subject.title.hasPrefix("main.sign "))
        #expect(first.supports.contains { $0.fact.contains("sha256.Sum256") })
    }

    @Test func aProgramWithSpareTimeIsHealthy() throws {
        let findings = try SampledProgram.findings(["150: runtime.main > main.main > main.encode"])
        #expect(findings.map(\.cause) == [.healthy])
    }

    @Test(arguments: [
        ("regexp.MustCompile > regexp/syntax.Parse", Cause.cpuRegexpCompile),
        ("encoding/json.Marshal > encoding/json.(*encodeState).marshal > reflect.Value.Field", .cpuJsonReflection),
        ("fmt.Sprintf > fmt.(*pp).doPrintf > strconv.AppendFloat", .cpuStringChurn),
    ])
    func kindsOfLibraryWork(_ work: String, _ cause: Cause) throws {
        let findings = try SampledProgram.findings([
            "300: runtime.main > main.main > main.handle > \(work)",
            "120: runtime.main > main.main > main.handle > main.rest",
            "60: runtime.gcBgMarkWorker > runtime.systemstack > runtime.gcDrain",
        ])
        let first = try #require(findings.first)
        #expect(first.cause == cause)
        #expect(first.subject.title.hasPrefix("main.handle "))
        // A little of it is what any service does.
        let few = try SampledProgram.findings([
            "4: runtime.main > main.main > main.handle > \(work)",
            "400: runtime.main > main.main > main.handle > main.rest",
        ])
        #expect(few.first?.cause == .cpuHotFunction)
    }

    @Test func whatReflectionCallsIsNotReflection() throws {
        let findings = try SampledProgram.findings([
            "450: net/rpc.(*service).call > reflect.Value.Call > reflect.Value.call > main.(*Shop).Price > main.tax"
        ])
        #expect(findings.first?.cause == .cpuHotFunction)
        #expect(findings.first?.subject.title.hasPrefix("main.tax ") == true)
    }

    @Test(arguments: [
        ["250: main.poll > runtime.selectnbrecv > runtime.chanrecv", "200: main.poll"],
        ["300: main.wait > sync/atomic.(*Bool).Load", "150: main.wait"],
        ["350: main.until > time.Now > runtime.nanotime1", "100: main.until"],
        [
            "150: main.turn > runtime.Gosched", "100: main.turn",
            "200: runtime.mcall > runtime.gosched_m > runtime.schedule",
        ],
    ])
    func spinning(_ lines: [String]) throws {
        let findings = try SampledProgram.findings(lines)
        #expect(findings.first?.cause == .cpuBusyLoop)
    }

    @Test func askingTheTimeNowAndThenIsNoSpinning() throws {
        let findings = try SampledProgram.findings([
            "20: main.encode > time.Now", "430: main.encode",
        ])
        #expect(findings.first?.cause == .cpuHotFunction)
    }

    @Test func locksOfTheRuntime() throws {
        let findings = try SampledProgram.findings([
            "200: main.fan > runtime.selectgo > runtime.sellock > runtime.lock2 > runtime.procyield",
            "100: main.fan > runtime.selectgo", "150: main.other",
        ])
        let first = try #require(findings.first { $0.cause == .contentionRuntimeLock })
        #expect(first.severity == .warning)
        #expect(first.summary.contains("main.fan"))
        // Idle threads that look for work meet there as well.
        let idle = try SampledProgram.findings([
            "200: runtime.mcall > runtime.park_m > runtime.schedule > runtime.findRunnable > runtime.stopm > runtime.lock2",
            "300: main.work",
        ])
        #expect(!idle.contains { $0.cause == .contentionRuntimeLock })
    }

    @Test func theCollectorBeforeTheHotFunction() throws {
        let findings = try SampledProgram.findings([
            "200: runtime.gcBgMarkWorker > runtime.gcDrain", "50: main.grow > runtime.mallocgc > runtime.gcAssistAlloc",
            "150: main.grow > runtime.mallocgc", "60: main.grow",
        ])
        let first = try #require(findings.first)
        #expect(first.cause == .gcAllocationRate)
        #expect(first.severity == .warning)
        #expect(first.subject.title.hasPrefix("main.grow "))
        #expect(!findings.contains { $0.cause == .cpuHotFunction })
    }

    /// A program that rests has no samples; a profile that never began has none either.
    @Test(arguments: [(0.5, Cause.evidenceInsufficient), (5, .healthy)])
    func aProfileWithoutSamples(seconds: Double, cause: Cause) throws {
        #expect(try SampledProgram.findings([], seconds: seconds).map(\.cause) == [cause])
    }

    @Test func profilesThatSondeAskedForDoNotCount() throws {
        let evidence = try SampledProgram.evidence([
            "100: net/http/pprof.Profile > runtime/pprof.profileWriter > compress/flate.(*compressor).deflate",
            "50: main.work",
        ])
        #expect(evidence.total == 50 * SampledProgram.interval)
    }
}
