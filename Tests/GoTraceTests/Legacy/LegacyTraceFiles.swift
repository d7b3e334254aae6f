import Evidence
import GoTrace
import TestSupport
import Testing
import Wire

/// A trace of the old format that a Go toolchain brings along.
struct LegacyTraceFile: CustomTestStringConvertible {
    let path: String
    let name: String
    var testDescription: String { name }

    func bytes() throws -> [UInt8] { try Files.bytes(path) }

    /// All traces of a folder of a toolchain's sources.
    static func all(toolchain: String, folder: String) throws -> [LegacyTraceFile] {
        let path = try GoToolchain(version: toolchain).root + "/src/internal/trace/" + folder
        return try Files.entries(of: path).sorted().filter { Files.isDirectory(path + "/" + $0) == false }
            .map { LegacyTraceFile(path: path + "/" + $0, name: $0) }
    }

    /// Those that every reader since Go 1.22 reads.
    static func current() throws -> [LegacyTraceFile] {
        try all(toolchain: GoToolchain.newestVersion, folder: "internal/tracev1/testdata")
    }

    /// Those of the last toolchain that wrote the format, from Go 1.5 on.
    static func historic() throws -> [LegacyTraceFile] {
        try all(toolchain: GoToolchain.oldestVersion, folder: "testdata")
    }

    static func named(_ name: String) throws -> LegacyTraceFile {
        try #require(try current().first { $0.name == name }, "the toolchain has no trace \(name)")
    }
}

/// All events of a trace of the old format, and what their numbers mean.
struct LegacyTrace {
    var events: [TraceEvent] = []
    var tables: TraceTables
    var quality: Quality

    init(_ bytes: [UInt8], file: String? = nil, limit: Int = 1000) throws {
        var reader = try LegacyTraceReader(Bytes(bytes), version: Self.version(bytes), file: file)
        var part: [TraceEvent] = []
        repeat {
            try reader.read(into: &part, limit: limit)
            #expect(part.count <= max(limit, 1))
            events += part
        } while !part.isEmpty
        tables = reader.tables
        quality = reader.quality
    }

    /// What the header says, `go 1.NN trace` and zero bytes; 0 when it says something else.
    static func version(_ bytes: [UInt8]) -> TraceVersion {
        for minor in 5...26 where bytes.starts(with: "go 1.\(minor) trace\0\0\0".utf8) {
            return TraceVersion(minor: minor)
        }
        return TraceVersion(minor: 0)
    }
}
