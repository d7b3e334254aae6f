import ArgumentParser

/// `sonde trace`: what an execution trace tells.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "What an execution trace tells: who waited, for what, and who held it up.",
        discussion: """
            Reads traces of Go 1.11 and later as runtime/trace, net/http/pprof and the flight recorder write them; - is \
            standard input, http://HOST:PORT a server that is asked for a trace of two seconds.
            """,
        subcommands: [
            TraceSummaryVerb.self, TracePathVerb.self, TraceBlockedVerb.self, TraceGoroutinesVerb.self,
            TraceLatencyVerb.self, TraceTasksVerb.self, TraceRegionsVerb.self, TraceGcVerb.self,
            TraceProcsVerb.self, TraceNetworkVerb.self, TraceSyscallsVerb.self, TraceCreationVerb.self,
            TraceSamplesVerb.self, TraceDiffVerb.self, TraceIndexVerb.self, TraceConvertVerb.self, TraceDumpVerb.self,
        ])
}
