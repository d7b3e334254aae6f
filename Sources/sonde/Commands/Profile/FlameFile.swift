import GoProfile
import Host
import Report
import Wire

/// A flame graph written to a file of its own.
struct FlameFile {
    let arguments: PprofArguments
    let form: FlameDocument.Form
    var opensInverted = false
    var search: RegularExpression?

    /// The kind of file that a path names; nil for another.
    static func form(of path: String) -> FlameDocument.Form? {
        let name = path.lowercased()
        if name.hasSuffix(".svg") { return .svg }
        return name.hasSuffix(".html") || name.hasSuffix(".htm") ? .html : nil
    }

    /// - Parameter path: standard output without one.
    func write(_ files: [String], to path: String?) throws {
        let report = try PprofRun(kind: .traces, arguments: arguments).report(files)
        let limits = FlameLimits(nodes: FlameDocument.nodeLimit)
        let trees = (
            FlameTree(report, limits: limits), FlameTree(report, isInverted: true, limits: limits)
        )
        let found = search.map { ($0.pattern, FlameSearch(report, $0)) }
        let document = FlameDocument(report, trees: trees, opensInverted: opensInverted, search: found)
        let bytes = document.write(form)
        guard let path else { return try StandardStream.output.write(bytes) }
        try AtomicFile.write(bytes, to: path, mode: 0o666)
    }
}
