import Wire

/// What a case directory holds: the file `manifest.json` in it, schema `sonde.case/1`.
///
/// The other files are in the formats that their own readers know; the manifest says which is what, and what could not be
/// had.
public struct CaseManifest: Sendable, Equatable {
    public static let fileName = "manifest.json"
    public static let schema = "sonde.case/1"

    /// What a file is evidence of.
    public enum Kind: String, Sendable, CaseIterable {
        /// A snapshot of sonde.
        case goroutines
        /// A pprof profile of processor time.
        case processor
        /// A capture of sonde: calls, waits, and what machine and limits gave.
        case activity
        /// States of the Go runtime, one a line.
        case runtime
        /// Threads, descriptors and memory of the process, one look a line.
        case process
        /// Profiles of net/http/pprof.
        case heap, allocs, mutex, block
        case trace
        /// Addresses that the process serves net/http/pprof on.
        case servers
    }

    public struct File: Sendable, Equatable {
        public var name: String
        public var kind: Kind
        /// Where it comes from, for a report.
        public var source: String

        public init(_ name: String, _ kind: Kind, source: String) {
            self.name = name
            self.kind = kind
            self.source = source
        }
    }

    /// Evidence that could not be had.
    public struct Missing: Sendable, Equatable {
        public var evidence: String
        public var reason: String
        /// What collects it; empty when nothing does.
        public var command: String

        public init(_ evidence: String, reason: String, command: String = "") {
            self.evidence = evidence
            self.reason = reason
            self.command = command
        }
    }

    /// A file that is not in a redacted case, or not whole.
    public struct LeftOut: Sendable, Equatable {
        /// Empty for a file whose name says nothing to others.
        public var file: String
        public var reason: String

        public init(_ file: String, reason: String) {
            self.file = file
            self.reason = reason
        }
    }

    /// What was taken out of a case.
    public struct Redaction: Sendable, Equatable {
        /// Values that pseudonyms stand for, by kind.
        public var removed: [String: Int] = [:]
        public var leftOut: [LeftOut] = []

        public init() {}
    }

    /// The program that wrote it.
    public var tool = ""
    /// Nanoseconds since 1970, and of CLOCK_MONOTONIC, when it began; nanoseconds that it took.
    public var wallTime: Int64 = 0
    public var monotonicTime: Int64 = 0
    public var duration: Int64 = 0
    public var processID: Int32?
    public var executable = ""
    public var arguments: [String] = []
    /// Processors of the machine that the process may use.
    public var processors: Int64?
    public var kernel = ""
    /// In the order in which they are to be read: looks oldest first.
    public var files: [File] = []
    public var missing: [Missing] = []
    /// Nil for a case as it was collected.
    public var redaction: Redaction?

    public init() {}
}

extension CaseManifest {
    public var json: [UInt8] {
        var json = JSONWriter(.pretty)
        json.object { json in
            json.member("schema", Self.schema)
            json.member("tool", tool)
            json.member("wallTime", wallTime)
            json.member("monotonicTime", monotonicTime)
            json.member("duration", duration)
            json.member("pid", processID)
            json.member("executable", executable)
            json.member("arguments", strings: arguments)
            json.member("processors", processors)
            json.member("kernel", kernel)
            json.member("files", array: files) { json, file in
                json.onOneLine {
                    $0.object {
                        $0.member("file", file.name)
                        $0.member("kind", file.kind.rawValue)
                        $0.member("source", file.source)
                    }
                }
            }
            json.member("missing", array: missing) { json, missing in
                json.onOneLine {
                    $0.object {
                        $0.member("evidence", missing.evidence)
                        $0.member("reason", missing.reason)
                        $0.member("command", missing.command)
                    }
                }
            }
            if let redaction { json.member("redacted") { Self.write(redaction, to: &$0) } }
        }
        return json.bytes + [0x0a]
    }

    private static func write(_ redaction: Redaction, to json: inout JSONWriter) {
        json.object { json in
            json.member("removed") { json in
                json.onOneLine {
                    $0.object { json in
                        for (kind, count) in redaction.removed.sorted(by: { $0.key < $1.key }) {
                            json.member(kind, count)
                        }
                    }
                }
            }
            json.member("leftOut", array: redaction.leftOut) { json, left in
                json.onOneLine {
                    $0.object {
                        $0.member("file", left.file)
                        $0.member("reason", left.reason)
                    }
                }
            }
        }
    }

    /// - Throws: `malformed`, `truncated`, `unsupported` for another schema.
    public init(json: Bytes) throws(InputError) {
        var reader = JSONReader(json, depthLimit: 8)
        guard try reader.next() == .objectBegin else { throw InputError(.malformed, "is no manifest of a case") }
        var schema = ""
        while try reader.next() == .key {
            let key = reader.string
            let token = try reader.next()
            switch (key, token) {
            case ("schema", .string): schema = reader.string
            case ("tool", .string): tool = reader.string
            case ("wallTime", .number): wallTime = reader.integer ?? 0
            case ("monotonicTime", .number): monotonicTime = reader.integer ?? 0
            case ("duration", .number): duration = reader.integer ?? 0
            case ("pid", .number): processID = reader.integer.flatMap { Int32(exactly: $0) }
            case ("executable", .string): executable = reader.string
            case ("processors", .number): processors = reader.integer
            case ("kernel", .string): kernel = reader.string
            case ("arguments", .arrayBegin):
                while let token = try reader.next(), token != .arrayEnd {
                    if token == .string { arguments.append(reader.string) } else { try reader.skip(token) }
                }
            case ("files", .arrayBegin):
                for members in try Self.objects(&reader) {
                    guard let name = members["file"], let kind = members["kind"].flatMap(Kind.init) else { continue }
                    files.append(File(name, kind, source: members["source"] ?? ""))
                }
            case ("missing", .arrayBegin):
                missing += try Self.objects(&reader).map {
                    Missing($0["evidence"] ?? "", reason: $0["reason"] ?? "", command: $0["command"] ?? "")
                }
            case ("redacted", .objectBegin): redaction = try Self.redaction(&reader)
            default: try reader.skip(token)
            }
        }
        guard schema == Self.schema else {
            throw InputError(
                .unsupported, "has the schema `\(schema)`: this version of sonde reads \(Self.schema)")
        }
    }

    /// The members of an object that has begun.
    private static func redaction(_ reader: inout JSONReader) throws(InputError) -> Redaction {
        var result = Redaction()
        while try reader.next() == .key {
            let key = reader.string
            let token = try reader.next()
            switch (key, token) {
            case ("removed", .objectBegin):
                while try reader.next() == .key {
                    let kind = reader.string
                    let token = try reader.next()
                    if token == .number {
                        result.removed[kind] = Int(clamping: reader.integer ?? 0)
                    } else {
                        try reader.skip(token)
                    }
                }
            case ("leftOut", .arrayBegin):
                result.leftOut = try objects(&reader).map { LeftOut($0["file"] ?? "", reason: $0["reason"] ?? "") }
            default: try reader.skip(token)
            }
        }
        return result
    }

    /// The texts of the objects of an array that has begun.
    private static func objects(_ reader: inout JSONReader) throws(InputError) -> [[String: String]] {
        var result: [[String: String]] = []
        while let token = try reader.next(), token != .arrayEnd {
            guard token == .objectBegin else {
                try reader.skip(token)
                continue
            }
            var members: [String: String] = [:]
            while try reader.next() == .key {
                let key = reader.string
                let token = try reader.next()
                if token == .string { members[key] = reader.string } else { try reader.skip(token) }
            }
            result.append(members)
        }
        return result
    }
}
