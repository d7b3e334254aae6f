import Diagnosis
import Report
import TestSupport
import Testing
import Wire

@Suite struct WhyJSONTests {
    static let samples = [
        ("contention", SampleReports.contention), ("healthy", SampleReports.healthy),
        ("hostile", SampleReports.hostile), ("deep", SampleReports.deep),
    ]

    private func json(_ report: DiagnosisReport, _ layout: JSONWriter.Layout = .pretty) throws -> String {
        var text: [UInt8] = []
        var writer = JSONWriter(layout) { text += $0 }
        WhyJSON(report).write(to: &writer)
        try writer.finish()
        return String(decoding: text, as: UTF8.self)
    }

    @Test func matchesTheGoldenFile() throws {
        Golden.expect(try json(SampleReports.contention), equals: "why 4711 --format json.json")
        Golden.expect(try json(SampleReports.healthy), equals: "why dump.txt --format json.json")
    }

    /// python3's jsonschema, a validator that is not ours, against the schema beside this file.
    @Test(.enabled(if: JSONSchema.isAvailable, "python3 has no jsonschema"), arguments: 0..<samples.count)
    func followsTheSchema(sample: Int) throws {
        let (name, report) = Self.samples[sample]
        let problem = try JSONSchema.check(try json(report), schema: "report.schema.json")
        #expect(problem == nil, "\(name)")
    }

    @Test(.enabled(if: JSONSchema.isAvailable, "python3 has no jsonschema"))
    func theSchemaRefusesOtherReports() throws {
        let good = try json(SampleReports.contention, .compact)
        for (old, new) in [
            ("sonde.report/1", "sonde.report/2"), ("\"critical\"", "\"awful\""), ("\"confidence\":0.93", "\"x\":1"),
            ("\"line\":88", "\"line\":\"88\""),
        ] {
            #expect(good.contains(old))
            let bad = good.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
            #expect(try JSONSchema.check(bad, schema: "report.schema.json") != nil, "\(new)")
        }
    }

    @Test func layoutsDifferInSpaceOnly() throws {
        let pretty = try json(SampleReports.hostile).filter { !$0.isWhitespace }
        #expect(try json(SampleReports.hostile, .compact).filter { !$0.isWhitespace } == pretty)
    }
}
