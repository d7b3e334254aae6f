import Evidence

/// What the go command is busy with, told from its own stacks.
public enum GoPhase: String, Sendable, CaseIterable {
    case loading = "loading packages"
    case hashing = "hashing inputs"
    case cacheRead = "reading the build cache"
    case cacheWrite = "writing the build cache"
    case cacheTrim = "trimming the build cache"
    case modules = "finding modules"
    case download = "downloading modules"
    case checksum = "checking module checksums"
    case versionControl = "asking version control"
    case running = "running tools"
    case work = "preparing steps"
    case cleaning = "removing the work folder"
    case telemetry = "telemetry"
    case other = "other work"

    /// Prefixes of functions of cmd/go 1.21 to 1.27 and what they stand for; the innermost frame that has one decides,
    /// and of several prefixes the longest.
    private static let prefixes: [(String, GoPhase)] = [
        ("cmd/go/internal/cache.(*DiskCache).Trim", .cacheTrim),
        ("cmd/go/internal/cache.(*DiskCache).trimSubdir", .cacheTrim),
        ("cmd/go/internal/cache.(*Cache).Trim", .cacheTrim), ("cmd/go/internal/cache.(*Cache).trimSubdir", .cacheTrim),
        ("cmd/go/internal/cache.(*DiskCache).Put", .cacheWrite),
        ("cmd/go/internal/cache.(*DiskCache).put", .cacheWrite),
        ("cmd/go/internal/cache.(*Cache).Put", .cacheWrite), ("cmd/go/internal/cache.(*Cache).put", .cacheWrite),
        ("cmd/go/internal/cache.PutBytes", .cacheWrite), ("cmd/go/internal/cache.PutNoVerify", .cacheWrite),
        ("cmd/go/internal/cache.FileHash", .hashing), ("cmd/go/internal/work.(*Builder).buildActionID", .hashing),
        ("cmd/go/internal/work.(*Builder).linkActionID", .hashing),
        ("cmd/go/internal/work.(*Builder).fileHash", .hashing),
        ("cmd/go/internal/work.(*Builder).toolID", .hashing), ("cmd/go/internal/work.(*Builder).gccToolID", .hashing),
        ("cmd/go/internal/cache.", .cacheRead), ("cmd/go/internal/work.(*Builder).useCache", .cacheRead),
        ("cmd/go/internal/modindex.", .loading), ("cmd/go/internal/load.", .loading),
        ("cmd/go/internal/imports.", .loading),
        ("cmd/go/internal/modload.", .modules), ("cmd/go/internal/modfetch.", .modules),
        ("cmd/go/internal/modfetch.(*proxyRepo)", .download), ("cmd/go/internal/modfetch.Download", .download),
        ("cmd/go/internal/modfetch.download", .download), ("cmd/go/internal/web.", .download),
        ("cmd/go/internal/modfetch.checkMod", .checksum), ("cmd/go/internal/modfetch.lookupSumDB", .checksum),
        ("cmd/go/internal/modfetch.useSumDB", .checksum), ("golang.org/x/mod/sumdb.", .checksum),
        ("cmd/go/internal/vcs.", .versionControl), ("cmd/go/internal/modfetch/codehost.", .versionControl),
        ("cmd/go/internal/load.vcs", .versionControl),
        ("cmd/go/internal/load.(*Package).setBuildInfo", .versionControl),
        ("cmd/go/internal/work.(*Shell).runOut", .running), ("cmd/go/internal/work.(*Shell).run", .running),
        ("cmd/go/internal/work.(*Builder).run", .running), ("cmd/go/internal/base.RunStdin", .running),
        ("os/exec.(*Cmd).Wait", .running), ("os/exec.(*Cmd).Start", .running),
        ("cmd/go/internal/work.(*Builder).Close", .cleaning), ("cmd/go/internal/work.closeBuilders", .cleaning),
        ("cmd/go/internal/work.", .work), ("cmd/go/internal/telemetry", .telemetry),
        ("cmd/internal/telemetry", .telemetry), ("golang.org/x/telemetry", .telemetry),
    ]

    /// The phase that a function stands for; nil for one that says nothing.
    static func of(_ function: String) -> GoPhase? {
        guard function.hasPrefix("cmd/") || function.hasPrefix("golang.org/") || function.hasPrefix("os/exec.") else {
            return nil
        }
        return prefixes.filter { function.hasPrefix($0.0) }.max { $0.0.utf8.count < $1.0.utf8.count }?.1
    }
}

/// How many system calls of the go command belong to each phase, and the time that they took.
public struct GoPhases: Sendable {
    /// By the order of `GoPhase.allCases`; without calls that only wait for other threads.
    public private(set) var tallies = [ActivityTally](repeating: ActivityTally(), count: GoPhase.allCases.count)
    private var phases: [UInt32: GoPhase] = [:]
    private static let numbers = Dictionary(uniqueKeysWithValues: zip(GoPhase.allCases, GoPhase.allCases.indices))

    public init() {}

    public func tally(_ phase: GoPhase) -> ActivityTally { tallies[Self.numbers[phase] ?? 0] }

    /// The phase of a stack.
    public mutating func phase(_ stack: UInt32, _ tables: ActivityTables) -> GoPhase {
        if let known = phases[stack] { return known }
        var found = GoPhase.other
        for frame in tables.frames(stack) where frame != .none {
            if let phase = GoPhase.of(tables.symbols.table.functionName(frame)) {
                found = phase
                break
            }
        }
        phases[stack] = found
        return found
    }

    /// Takes an event of the go command.
    public mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        guard event.stack != 0, event.kind != .interprocess else { return }
        tallies[Self.numbers[phase(event.stack, tables)] ?? 0].add(event.duration, isFailed: false)
    }
}
