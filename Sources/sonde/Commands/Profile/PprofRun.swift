import Evidence
import GoBinary
import GoProfile
import Host
import Report
import Wire

/// One report of pprof, from files to output.
struct PprofRun {
    let kind: PprofReportKind
    let arguments: PprofArguments

    func run(_ files: [String], matching expression: RegularExpression?) throws {
        let report = try report(files)
        let isBinary = kind == .proto || kind == .topproto
        try ProfileOutput(path: arguments.sources.output, isBinary: isBinary).write { output in
            try write(report, expression, &output)
        }
    }

    /// What the files hold, made ready for the report.
    /// - Parameter granularity: what frames stand for unless the user says it.
    func report(_ files: [String], granularity: PprofOptions.Granularity? = nil) throws -> PprofReport {
        var options = try arguments.options { Self.remark($0) }
        if options.granularity == nil { options.granularity = granularity }
        let report = try PprofReport(try profile(files, &options), kind: kind, options: options)
        for remark in report.remarks { Self.remark(remark) }
        return report
    }

    /// A report of values, whose quality matters to the reader; profiles that are written keep their own.
    private var isAboutValues: Bool {
        switch kind {
        case .proto, .topproto, .comments: false
        default: true
        }
    }

    /// The files merged, with names for what has none.
    /// - Parameter options: receives the program that stands in front of the profiles.
    func profile(_ files: [String], _ options: inout PprofOptions) throws -> Profile {
        let sources = ProfileSources(arguments.reading)
        let mode = SymbolisationMode(arguments.sources.symbolize) { Self.remark($0) }
        var servers = SymbolServers(fetch: arguments.reading.fetch)
        var files = files
        // As with pprof, the program may stand in front of its profiles.
        if files.count > 1, ProfileSources.isExecutable(files[0]) { options.executable = files.removeFirst() }
        // Names are looked for below.
        var warnings = ProfileWarnings(without: ["names.missing"])
        func read(_ file: String) throws -> Profile {
            let (profile, server) = try sources.readWithServer(file)
            if isAboutValues { warnings.look(at: profile, file) }
            if let server { servers.add(server, profile) }
            return profile
        }
        defer { warnings.write() }
        let programs = ProgramFiles(named: options.executable)
        return try ProfileCombination.combine(
            sources: try files.map(read), bases: try arguments.sources.bases.map(read), options: options
        ) { profile in
            profile = Symbolisation(mode: mode, programs: programs, servers: servers) { Self.remark($0) }.apply(profile)
        }
    }

    func write(
        _ report: PprofReport, _ expression: RegularExpression?, _ output: inout ByteReport
    ) throws {
        let time = TimeZoneClock { LocalTime.civil($0) }
        switch kind {
        case .top: TopText.write(report, time, &output)
        case .tree, .peek: try TreeText.write(report, matching: expression, time, &output)
        case .traces: TracesText.write(report, time, &output)
        case .tags: TagsText.write(report, &output)
        case .raw: RawText.write(report.profile, time, &output)
        case .dot: DotText.write(report, time, &output)
        case .callgrind: CallgrindText.write(report, &output)
        case .comments:
            for comment in report.profile.comments {
                output.add(report.profile.strings.bytes(comment))
                output.endLine()
            }
        case .proto: output.add(try ProtoWriter.gzip(report.dividedProfile))
        case .list:
            guard let expression else { return }
            try ListText.write(report, matching: expression, Self.sources(report.options), &output)
        case .topproto: output.add(try ProtoWriter.gzip(TopProfile.make(report)))
        case .disasm:
            guard let expression else { return }
            try AssemblyText.write(report, machineCode(report), matching: expression, &output)
        case .weblist: break  // Two reports make a page: see `WeblistVerb`.
        }
    }

    /// The source files that a report names.
    static func sources(_ options: PprofOptions) -> SourceLines {
        SourceLines(
            options, workingDirectory: Surroundings.workingDirectory,
            libraries: GoFolders.libraries { Self.remark($0) }
        ) { path in
            try MappedFile.open(path, copying: true, limit: 1 << 26)
        }
    }

    /// The code behind a report of addresses; says what is missing of it.
    func machineCode(_ report: PprofReport) -> ProfiledCode {
        let programs = ProgramFiles(named: report.options.executable)
        let profile = report.profile
        let code = ProfiledCode(report) { mapping in
            let wanted = ProgramFiles.Wanted(file: profile.text(mapping.file), buildID: profile.text(mapping.buildID))
            let found = try programs.find(wanted)
            if let doubt = found.doubt { Self.remark("code of \(wanted.name): \(found.executable.path) \(doubt)") }
            return found.executable
        }
        for failure in code.failures {
            let name = failure.file.isEmpty ? "a mapping without a name" : PathText.base(failure.file)
            Self.remark("no code of \(name): \(failure.reason)")
        }
        for misfit in code.misfits {
            Self.remark(
                "\(misfit.path) is probably not the program that ran: \(misfit.wrong) of \(misfit.of) addresses lie in "
                    + "functions of other names than the profile says")
        }
        return code
    }

    static func remark(_ text: String) {
        try? StandardStream.error.write(Array((Printable.text(text) + "\n").utf8))
    }
}
