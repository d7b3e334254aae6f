import GoProfile
import GoTrace
import Report
import Synchronization
import Wire

/// Files of a window of a trace.
enum TimelineExport {
    /// Bytes of a file that is made in memory.
    private static let limit = 1 << 30

    /// - Parameter form: `perfetto`, `chrome` or `csv`; `profile` is a profile of `kind`.
    static func answer(_ form: String, _ document: Document, _ source: Int, _ request: PageRequest) throws -> PageAnswer
    {
        let (from, to) = try TimelineRange.bounds(request)
        if form == "profile" {
            let kind = TraceWindowProfile(rawValue: request.query["kind"] ?? "") ?? .cpu
            let profile = try TimelineProfile.profile(
                document, source: source, from: from, to: to, kind: kind, request.control)
            return .download(try ProtoWriter.gzip(profile), name: "\(kind.rawValue).pb.gz")
        }
        let timeline = try TraceTimeline.of(document, source)
        let file = Gathered()
        guard let export = TraceExport(rawValue: form), export != .pprof else {
            throw PageError.notFound("such form of a timeline")
        }
        var options = TraceExport.Options(from: from)
        let goroutines = (request.query["goroutines"] ?? "").split(separator: ",").compactMap { Int64($0) }
        if !goroutines.isEmpty { options.goroutines = Set(goroutines) }
        let analysis = export.analysis(options) { try file.append($0) }
        let pass = try timeline.pass([analysis], from: from, to: to, request.control)
        guard var written = pass.analyses.first as? any TraceFileExport else {
            throw PageError(500, "Nothing was written.")
        }
        try written.complete()
        let names = [TraceExport.perfetto: "timeline.perfetto-trace", .chrome: "timeline.json", .csv: "timeline.csv"]
        return .download(file.bytes, name: names[export] ?? "timeline")
    }

    private final class Gathered: Sendable {
        private let content = Mutex<[UInt8]>([])
        var bytes: [UInt8] { content.withLock { $0 } }

        func append(_ bytes: [UInt8]) throws {
            try content.withLock { content in
                guard content.count + bytes.count < limit else {
                    throw PageError(413, "That is more than a gigabyte: choose a smaller window.")
                }
                content += bytes
            }
        }
    }
}
