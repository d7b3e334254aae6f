import GoProfile
import Report
import Wire

/// What a flame graph shows, in files of other tools.
enum FlameExports {
    /// - Parameter form: an ending of a file.
    static func answer(_ form: String, _ query: FlameQuery, _ document: Document, _ request: PageRequest) throws
        -> PageAnswer
    {
        switch form {
        case "pb.gz": return .download(try proto(query, document, request), name: "profile.pb.gz")
        case "svg", "html":
            let report = try report(query, .functions, document, request)
            let limits = FlameLimits(nodes: FlameDocument.nodeLimit)
            let center = query.center
            let trees = (
                FlameTree(report, around: center, limits: limits),
                FlameTree(report, isInverted: true, around: center, limits: limits)
            )
            let text = request.query["q"] ?? ""
            let search = text.isEmpty ? nil : (pattern: text, result: try FlameModel.search(text, report))
            let file = FlameDocument(report, trees: trees, opensInverted: query.isInverted, search: search)
            let type = form == "svg" ? "image/svg+xml" : "text/html; charset=utf-8"
            return .download(file.write(form == "svg" ? .svg : .html), name: "flame.\(form)", type: type)
        case "folded", "speedscope.json", "chrome.json", "firefox.json", "csv":
            let word = form.split(separator: ".")[0]
            guard let export = ProfileExport(rawValue: String(word)) else { throw PageError.notFound("such file") }
            let report = try report(query, export.granularity, document, request)
            var bytes: [UInt8] = []
            _ = try export.write(report) { bytes += $0 }
            return .download(bytes, name: "profile.\(form)")
        default: throw PageError.notFound("such file")
        }
    }

    private static func combined(_ query: FlameQuery, _ document: Document, _ request: PageRequest) throws -> Profile {
        let profile = try ProfileProvider.profile(query, document, request.control)
        let bases = [try ProfileProvider.base(query, document, request.control)].compactMap(\.self)
        let whole = try ProfileCombination.combine(sources: [profile], bases: bases, options: query.options)
        guard let center = query.center else { return whole }
        // Around a function: the stacks that have it, whatever else is asked of them.
        var options = PprofOptions()
        options.focus = "^\(FlameQuery.quoted(center))$"
        return try PprofReport(whole, kind: .proto, options: options).profile
    }

    private static func report(
        _ query: FlameQuery, _ granularity: PprofOptions.Granularity, _ document: Document, _ request: PageRequest
    ) throws -> PprofReport {
        var options = query.options
        options.granularity = granularity
        return try PprofReport(try combined(query, document, request), kind: .traces, options: options)
    }

    private static func proto(_ query: FlameQuery, _ document: Document, _ request: PageRequest) throws -> [UInt8] {
        let options = query.options
        let report = try PprofReport(try combined(query, document, request), kind: .proto, options: options)
        return try ProtoWriter.gzip(report.profile)
    }
}
