import GoProfile
import GoTrace
import Wire

/// An analysis that writes a file as it goes on.
public protocol TraceFileExport: TraceAnalysis {
    /// Ends the file; comes after `finish`.
    /// - Throws: what went wrong with it.
    mutating func complete() throws
}

/// Files of other tools that a trace is written to.
public enum TraceExport: String, Sendable, CaseIterable {
    /// https://ui.perfetto.dev and its trace processor
    case perfetto
    /// The trace event format: chrome://tracing, Perfetto and others.
    case chrome
    /// profile.proto
    case pprof
    /// A line for each interval of a goroutine.
    case csv

    /// Whether no terminal can show it.
    public var isBinary: Bool { self == .perfetto || self == .pprof }

    /// The format that the ending of a file's name stands for; nil when it stands for none.
    public init?(path: String) {
        let endings: [(String, TraceExport)] = [
            (".perfetto-trace", .perfetto), (".pftrace", .perfetto), (".perfetto", .perfetto), (".json", .chrome),
            (".pb.gz", .pprof), (".pprof", .pprof), (".prof", .pprof), (".csv", .csv),
        ]
        let name = path.lowercased()
        guard let match = endings.first(where: { name.hasSuffix($0.0) }) else { return nil }
        self = match.1
    }

    /// What to write, and of what.
    public struct Options: Sendable {
        /// Ids of goroutines; nil stands for all.
        public var goroutines: Set<Int64>?
        /// Begin of the window after the trace's begin, nanoseconds.
        public var from: Int64
        /// What a profile is of.
        public var kind: TraceProfileKind

        public init(goroutines: Set<Int64>? = nil, from: Int64 = 0, kind: TraceProfileKind = .sync) {
            self.goroutines = goroutines
            self.from = from
            self.kind = kind
        }
    }

    /// The analysis that writes a file in this format.
    /// - Parameter sink: receives the bytes in order.
    public func analysis(_ options: Options, sink: @escaping ([UInt8]) throws -> Void) -> any TraceFileExport {
        switch self {
        case .perfetto:
            TimelineExport(
                PerfettoSink(ByteReport(sink: sink)), goroutines: options.goroutines, from: options.from)
        case .chrome:
            TimelineExport(
                ChromeTimelineSink(JSONWriter(.compact, sink: sink)), goroutines: options.goroutines,
                from: options.from)
        case .csv: IntervalTable(ByteReport(sink: sink), from: options.from)
        case .pprof: profile(options, sink)
        }
    }

    private func profile(
        _ options: Options, _ sink: @escaping ([UInt8]) throws -> Void
    ) -> any TraceFileExport {
        switch options.kind {
        case .net: TraceProfileExport(StateProfile(.net, goroutines: options.goroutines), sink: sink)
        case .sync: TraceProfileExport(StateProfile(.sync, goroutines: options.goroutines), sink: sink)
        case .syscall: TraceProfileExport(StateProfile(.syscall, goroutines: options.goroutines), sink: sink)
        case .sched: TraceProfileExport(StateProfile(.sched, goroutines: options.goroutines), sink: sink)
        case .open: TraceProfileExport(OpenIntervalProfile(), sink: sink)
        case .samples: TraceProfileExport(SampleProfile(goroutines: options.goroutines), sink: sink)
        }
    }
}
