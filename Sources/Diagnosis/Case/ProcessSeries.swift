import Evidence
import Wire

/// What one process had, look by look, oldest first.
public struct ProcessSeries: Sendable, Equatable {
    public var samples: [ProcessSample]

    public init(_ samples: [ProcessSample] = []) { self.samples = samples }

    /// Files that were open, at any look, so that each write waits for the disk.
    public var synchronousFiles: Set<String> { samples.reduce(into: []) { $0.formUnion($1.synchronousFiles) } }

    /// Nanoseconds from the first look to the last.
    var duration: Int64 { (samples.last?.time ?? 0) &- (samples.first?.time ?? 0) }

    /// How a number went over the looks that have it; nil with fewer than three.
    func trend(_ value: (ProcessSample) -> Double?) -> Trend? {
        Trend(samples.compactMap { sample in value(sample).map { (Double(sample.time) / 1e9, $0) } })
    }

    /// One look a line, as JSON.
    public var lines: [UInt8] {
        var json = JSONWriter(.compact)
        for sample in samples {
            json.object { json in
                json.member("time", sample.time)
                json.member("threads", sample.threads)
                json.member("descriptors", sample.descriptors)
                json.member("descriptorKinds") { Self.write(sample.descriptorKinds, to: &$0) }
                json.member("paths") { Self.write(sample.paths, to: &$0) }
                if !sample.synchronousFiles.isEmpty {
                    json.member("synchronousFiles") { json in
                        json.array { json in
                            for path in sample.synchronousFiles.sorted() { json.value(path) }
                        }
                    }
                }
                json.member("resident", sample.resident)
                json.member("anonymous", sample.anonymous)
                json.member("ofFiles", sample.ofFiles)
                json.member("shared", sample.shared)
                json.member("swapped", sample.swapped)
                json.member("mappings") { Self.write(sample.mappings, to: &$0) }
                if !sample.endedConnections.isEmpty {
                    json.member("endedConnections") { Self.write(sample.endedConnections, to: &$0) }
                }
                if !sample.connections.isEmpty {
                    json.member("connections") { Self.write(sample.connections.mapValues(\.different), to: &$0) }
                    json.member("connectionsAtOnce") { Self.write(sample.connections.mapValues(\.most), to: &$0) }
                }
            }
            json.endLine()
        }
        return json.bytes
    }

    private static func write(_ counts: [String: some BinaryInteger], to json: inout JSONWriter) {
        json.object { json in
            for (name, count) in counts.sorted(by: { $0.key < $1.key }) { json.member(name, count) }
        }
    }

    /// - Throws: `malformed`, `truncated` for what is no series.
    public init(lines: Bytes) throws(InputError) {
        samples = []
        var start = 0
        while start < lines.count {
            let end = lines.lineEnd(from: start)
            if end > start, let line = lines.slice(start, end - start) { samples.append(try Self.sample(line)) }
            start = end + 1
        }
    }

    private static func sample(_ line: Bytes) throws(InputError) -> ProcessSample {
        var reader = JSONReader(line, depthLimit: 8)
        var sample = ProcessSample(time: 0)
        guard try reader.next() == .objectBegin else { throw InputError(.malformed, "is no look at a process") }
        while try reader.next() == .key {
            let key = reader.string
            let token = try reader.next()
            switch (key, token) {
            case ("time", .number): sample.time = reader.integer ?? 0
            case ("threads", .number): sample.threads = Int(clamping: reader.integer ?? 0)
            case ("descriptors", .number): sample.descriptors = reader.integer.map { Int(clamping: $0) }
            case ("resident", .number): sample.resident = reader.integer ?? 0
            case ("anonymous", .number): sample.anonymous = reader.integer ?? 0
            case ("ofFiles", .number): sample.ofFiles = reader.integer ?? 0
            case ("shared", .number): sample.shared = reader.integer ?? 0
            case ("swapped", .number): sample.swapped = reader.integer ?? 0
            case ("descriptorKinds", .objectBegin):
                sample.descriptorKinds = try counts(&reader).mapValues { Int(clamping: $0) }
            case ("paths", .objectBegin): sample.paths = try counts(&reader).mapValues { Int(clamping: $0) }
            case ("mappings", .objectBegin): sample.mappings = try counts(&reader)
            case ("endedConnections", .objectBegin):
                sample.endedConnections = try counts(&reader).mapValues { Int(clamping: $0) }
            case ("connections", .objectBegin):
                for (peer, count) in try counts(&reader) {
                    sample.connections[peer, default: ConnectionCount(different: 0, most: 1)].different =
                        Int(clamping: count)
                }
            case ("connectionsAtOnce", .objectBegin):
                for (peer, count) in try counts(&reader) {
                    sample.connections[peer, default: ConnectionCount(different: 0, most: 1)].most = Int(
                        clamping: count)
                }
            case ("synchronousFiles", .arrayBegin):
                while case let token = try reader.next(), token != .arrayEnd {
                    if token == .string {
                        sample.synchronousFiles.insert(reader.string)
                    } else {
                        try reader.skip(token)
                    }
                }
            default: try reader.skip(token)
            }
        }
        return sample
    }

    /// The members of an object that has begun.
    private static func counts(_ reader: inout JSONReader) throws(InputError) -> [String: Int64] {
        var result: [String: Int64] = [:]
        while try reader.next() == .key {
            let key = reader.string
            let token = try reader.next()
            if token == .number { result[key] = reader.integer } else { try reader.skip(token) }
        }
        return result
    }
}

/// A number over time: its first and last value, and a straight line through all.
struct Trend: Sendable {
    let first: Double
    let last: Double
    let least: Double
    let greatest: Double
    /// In each second.
    let slope: Double
    /// How often it went up from one look to the next, and how often down.
    let ups: Int
    let downs: Int

    /// - Parameter points: seconds and values, in order.
    init?(_ points: [(Double, Double)]) {
        guard points.count >= 3, let first = points.first, let last = points.last, last.0 > first.0 else { return nil }
        (self.first, self.last) = (first.1, last.1)
        least = points.map(\.1).min() ?? 0
        greatest = points.map(\.1).max() ?? 0
        let count = Double(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.0 } / count, points.reduce(0) { $0 + $1.1 } / count)
        let spread = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
        slope = spread > 0 ? points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread : 0
        let steps = zip(points, points.dropFirst()).map { $1.1 - $0.1 }
        ups = steps.count { $0 > 0 }
        downs = steps.count { $0 < 0 }
    }

    var grown: Double { last - first }

    /// It went up and down rather than up: what is more at the end than at the begin is no growth.
    var isSwing: Bool { downs * 2 > ups || greatest - last > grown * 0.5 }

    /// It went on growing: almost always up, and at the end not far below its highest.
    var isSteady: Bool { grown > 0 && ups >= 2 && downs * 4 <= ups && greatest - last <= grown * 0.25 }
}
