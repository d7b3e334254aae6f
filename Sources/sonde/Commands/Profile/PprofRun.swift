import Evidence
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
        let sources = ProfileSources(arguments.reading)
        var files = files
        // As with pprof, the program may stand in front of its profiles.
        if files.count > 1, ProfileSources.isExecutable(files[0]) { options.executable = files.removeFirst() }
        let profile = try ProfileCombination.combine(
            sources: try files.map { try sources.read($0) },
            bases: try arguments.sources.bases.map { try sources.read($0) }, options: options)
        let report = try PprofReport(profile, kind: kind, options: options)
        for remark in report.remarks { Self.remark(remark) }
        return report
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
            let sources = SourceLines(report.options, workingDirectory: Surroundings.workingDirectory) { path in
                try MappedFile.open(path, copying: true, limit: 1 << 26)
            }
            try ListText.write(report, matching: expression, sources, &output)
        case .topproto: output.add(try ProtoWriter.gzip(TopProfile.make(report)))
        case .disasm, .weblist: break
        }
    }

    static func remark(_ text: String) {
        try? StandardStream.error.write(Array((Printable.text(text) + "\n").utf8))
    }
}
