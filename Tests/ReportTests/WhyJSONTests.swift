import Diagnosis
import Evidence
import Report
import TestSupport
import Testing
import Wire

@Suite struct WhyJSONTests {
    static let samples = [
        ("contention", SampleReports.contention), ("healthy", SampleReports.healthy),
        ("hostile", SampleReports.hostile), ("deep", SampleReports.deep), ("markup", SampleReports.markup),
        ("full", SampleReports.full.report),
    ]

    private func json(
        _ report: DiagnosisReport, _ layout: JSONWriter.Layout = .pretty, comparison: ReportComparison? = nil,
        language: Language? = nil
    ) throws -> String {
        var text: [UInt8] = []
        var writer = JSONWriter(layout) { text += $0 }
        WhyJSON(report, comparison: comparison, language: language).write(to: &writer)
        try writer.finish()
        return String(decoding: text, as: UTF8.self)
    }

    @Test func matchesTheGoldenFile() throws {
        Golden.expect(try json(SampleReports.contention), equals: "why 4711 --format json.json")
        Golden.expect(try json(SampleReports.healthy), equals: "why dump.txt --format json.json")
    }

    /// python3's jsonschema, a validator that is not ours, against the schema that users get.
    @Test(.enabled(if: JSONSchema.isAvailable, "python3 has no jsonschema"), arguments: 0..<samples.count)
    func followsTheSchema(sample: Int) throws {
        let (name, report) = Self.samples[sample]
        let comparison = name == "full" ? SampleReports.full.comparison : nil
        let problem = try JSONSchema.check(try json(report, comparison: comparison), schema: JSONSchema.report)
        #expect(problem == nil, "\(name)")
    }

    @Test(.enabled(if: JSONSchema.isAvailable, "python3 has no jsonschema"))
    func theSchemaRefusesOtherReports() throws {
        let good = try json(SampleReports.contention, .compact)
        for (old, new) in [
            ("sonde.report/1", "sonde.report/2"), ("\"critical\"", "\"awful\""), ("\"confidence\":0.93", "\"x\":1"),
            ("\"line\":88", "\"line\":\"88\""), ("network.slow-peer", "network.slow"), ("\"lacking\"", "\"others\""),
            ("\"remedy\"", "\"advice\""),
        ] {
            #expect(good.contains(old))
            let bad = good.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
            #expect(try JSONSchema.check(bad, schema: JSONSchema.report) != nil, "\(new)")
        }
    }

    /// Every member of a report with everything in it is in the schema, and every member of the schema in the report.
    @Test func theSchemaHasTheMembersOfAReport() throws {
        let schema = try JSONTree(text: try Files.text(JSONSchema.report))
        let (report, comparison) = SampleReports.full
        var members = SchemaMembers(schema)
        members.visit(try JSONTree(text: try json(report, comparison: comparison, language: .chinese)))
        #expect(members.unknown == [])
        #expect(members.unseen == [])
    }

    @Test func theSchemaHasTheClosedVocabularies() throws {
        let schema = try JSONTree(text: try Files.text(JSONSchema.report))
        func words(_ path: String...) -> [String] {
            path.reduce(schema) { $0[$1] ?? .other }["enum"]?.elements.compactMap(\.string) ?? []
        }
        #expect(words("$defs", "cause").sorted() == CauseDescription.all.map(\.cause.rawValue).sorted())
        #expect(words("$defs", "severity") == Severity.allCases.map(\.rawValue))
        #expect(words("$defs", "counter", "properties", "severity") == QualitySeverity.allCases.map(\.rawValue))
        #expect(words("$defs", "trial", "properties", "stage") == RuleStage.allCases.map(\.rawValue))
        #expect(
            schema["properties"]?["target"]?["properties"]?["kind"]?["type"]?.string == "string", "the tree is read")
    }

    @Test func layoutsDifferInSpaceOnly() throws {
        let pretty = try json(SampleReports.hostile).filter { !$0.isWhitespace }
        #expect(try json(SampleReports.hostile, .compact).filter { !$0.isWhitespace } == pretty)
    }
}
