import Evidence

/// What a log shows of the go command and of the build that it made.
public struct GoBuildAnalysis: Sendable {
    public let build: GoBuild
    public let phases: GoPhases
    public let clock: GoPhaseClock
    public let cache: GoCacheUse
    /// Nil when there is no go command.
    public let path: GoBuildPath?
    /// Where the time went along the path; nil without one.
    public let times: GoBuildTimes?

    /// - Parameters:
    ///   - events: all of a log, in the order of their begins.
    ///   - tables: of the log, read to its end.
    public init(_ events: [ActivityEvent], _ tables: ActivityTables) {
        let begin = events.first?.time ?? 0
        let end = events.reduce(begin) { max($0, $1.end) }
        var build = GoBuild(tables, end: end)
        var phases = GoPhases()
        var clock = GoPhaseClock()
        var cache = GoCacheUse()
        if let command = build.command {
            for event in events {
                build.take(event, tables)
                guard event.process == command else { continue }
                let phase = phases.phase(event.stack, tables)
                phases.take(event, tables)
                clock.take(event, phase)
                cache.take(event, phase: phase, tables)
            }
        }
        (self.build, self.phases, self.clock, self.cache) = (build, phases, clock, cache)
        let path = build.command.map { command in
            let process = tables.processes[Int(command)]
            return GoBuildPath(build, start: process.start ?? begin, end: process.end ?? end)
        }
        self.path = path
        times = path.map { GoBuildTimes($0, build, clock) }
    }
}
