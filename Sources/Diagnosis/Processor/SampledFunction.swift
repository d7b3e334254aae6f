import Evidence

/// What a function on a sampled stack says of the work that is done.
struct SampledWork: OptionSet, Hashable, Sendable {
    private(set) var rawValue: UInt32
    init(rawValue: UInt32) { self.rawValue = rawValue }
    private init(bit: UInt32) { rawValue = 1 << bit }

    /// The collector: marking, sweeping, helping it, stopping the world for it.
    static let collector = SampledWork(bit: 0)
    /// Choosing what runs next, parking and waking threads.
    static let scheduler = SampledWork(bit: 1)
    /// Spinning and sleeping for a lock of the runtime itself.
    static let runtimeLock = SampledWork(bit: 2)
    static let allocation = SampledWork(bit: 4)
    /// encoding/json and reflect.
    static let reflection = SampledWork(bit: 5)
    static let regexpCompilation = SampledWork(bit: 6)
    /// Formatting, joining and converting texts.
    static let text = SampledWork(bit: 7)
    /// What a loop calls that looks again and again whether something has happened.
    static let poll = SampledWork(bit: 8)
    /// Writing a profile, a trace or a dump: sonde asked for it.
    static let profiler = SampledWork(bit: 10)
    static let forcedCollection = SampledWork(bit: 11)

    init(function name: String, package: Substring) {
        self = []
        switch package {
        case "runtime": self = Self.ofRuntime(name)
        case "encoding/json", "reflect", "encoding/json/v2", "encoding/json/jsontext", "internal/reflectlite":
            self = .reflection
        case "fmt", "strconv", "strings", "text/template", "unicode/utf8": self = .text
        case "regexp", "regexp/syntax":
            if Self.compiling.contains(where: name.hasPrefix) { self = .regexpCompilation }
        case "net/http/pprof", "runtime/pprof", "runtime/trace": self = .profiler
        case "sync", "internal/sync":
            let member = FunctionName.member(name)
            if member == "TryLock" || member == "TryRLock" { self = .poll }
        case "sync/atomic", "internal/runtime/atomic", "runtime/internal/atomic": self = .poll
        case "time": if Self.clocks.contains(name) { self = .poll }
        case "runtime/debug": if name == "runtime/debug.FreeOSMemory" { self = [.forcedCollection, .collector] }
        default: if name.hasPrefix("__vdso_") || name.hasPrefix("_cgo_") { self = .poll }
        }
    }

    private static let clocks: Set<String> = ["time.Now", "time.Since", "time.Until", "time.now", "time.runtimeNow"]
    private static let compiling = [
        "regexp.Compile", "regexp.MustCompile", "regexp.compile", "regexp.Match", "regexp/syntax.",
        "regexp.onePass", "regexp.compileOnePass",
    ]

    private static func ofRuntime(_ name: String) -> SampledWork {
        let member = String(FunctionName.member(name))
        if let known = runtime[member] { return known }
        for (prefix, work) in runtimePrefixes where member.hasPrefix(prefix) { return work }
        if name.hasPrefix("runtime.(*gcWork)") || name.hasPrefix("runtime.(*sweepLocked)") { return .collector }
        if name.hasPrefix("runtime.(*mcache)") || name.hasPrefix("runtime.(*mcentral)") { return .allocation }
        return []
    }

    private static let runtime: [String: SampledWork] = [
        "GC": [.forcedCollection, .collector], "bgsweep": .collector, "bgscavenge": .collector,
        "wbBufFlush": .collector,
        "sweepone": .collector, "deductSweepCredit": .collector, "markroot": .collector, "scanobject": .collector,
        "mcall": .scheduler, "schedule": .scheduler, "park_m": .scheduler, "findRunnable": .scheduler,
        "findrunnable": .scheduler, "stopm": .scheduler, "startm": .scheduler, "wakep": .scheduler,
        "goready": .scheduler, "ready": .scheduler, "gosched_m": .scheduler, "goschedImpl": .scheduler,
        "mstart": .scheduler, "mstart1": .scheduler, "sysmon": .scheduler, "goexit0": .scheduler,
        "netpoll": .scheduler, "runqgrab": .scheduler, "runqsteal": .scheduler, "stealWork": .scheduler,
        "exitsyscall0": .scheduler, "handoffp": .scheduler, "resetspinning": .scheduler,
        "lock2": .runtimeLock, "unlock2": .runtimeLock, "lockWithRank": .runtimeLock, "unlock2Wake": .runtimeLock,
        "osyield": .runtimeLock,
        "mallocgc": .allocation, "newobject": .allocation, "makeslice": .allocation, "growslice": .allocation,
        "newarray": .allocation, "mapassign": [],
        "concatstrings": .text, "slicebytetostring": .text, "stringtoslicebyte": .text, "stringtoslicerune": .text,
        "slicerunetostring": .text, "intstring": .text, "rawstring": .text, "rawbyteslice": .text,
        "convTstring": .text, "convT": .text, "convT64": .text, "convTslice": .text,
        "selectnbrecv": .poll, "selectnbsend": .poll, "nanotime": .poll, "nanotime1": .poll, "walltime": .poll,
        "Gosched": .poll, "time_now": .poll, "NumGoroutine": .poll,
    ]

    private static let runtimePrefixes: [(String, SampledWork)] = [
        ("gcBgMark", .collector), ("gcAssist", .collector), ("gcStart", .collector), ("gcMark", .collector),
        ("gcDrain", .collector), ("gcSweep", .collector), ("gcWriteBarrier", .collector), ("concatstring", .text),
        ("mallocgc", .allocation),
    ]
}

/// A function that was seen on sampled stacks.
struct SampledFunction: Sendable {
    let name: String
    let file: String
    let work: SampledWork
    /// Of the program itself, or of a library that it uses; not of Go's standard library, not of C.
    let isOwn: Bool

    init(name: String, file: String) {
        self.name = name
        self.file = file
        let package = FunctionName.package(name)
        work = SampledWork(function: name, package: package)
        // A function of C has no dot, and none of Go is without one.
        isOwn =
            package.utf8.count < name.utf8.count && !FunctionName.isStandard(package: package)
            && !name.hasPrefix("[")
    }
}
