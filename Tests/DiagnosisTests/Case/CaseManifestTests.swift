import Testing
import Wire

@testable import Diagnosis

@Suite struct CaseManifestTests {
    private var manifest: CaseManifest {
        var manifest = CaseManifest()
        manifest.tool = "sonde 0.1.0"
        manifest.wallTime = 1_700_000_000_000_000_000
        manifest.monotonicTime = 12
        manifest.duration = 10_000_000_000
        manifest.processID = 4711
        manifest.executable = "/srv/a \"b\"/server"
        manifest.arguments = ["server", "-port", "80\n"]
        manifest.processors = 2
        manifest.files = [.init("goroutines-1.snapshot", .goroutines, source: "process memory")]
        manifest.missing = [.init("net/http/pprof", reason: "not served", command: "sonde why http://HOST")]
        return manifest
    }

    @Test func goesThereAndBack() throws {
        #expect(try CaseManifest(json: Bytes(manifest.json)) == manifest)
        var redacted = manifest
        redacted.redaction = CaseManifest.Redaction()
        redacted.redaction?.removed = ["label": 3, "path": 0]
        redacted.redaction?.leftOut = [.init("heap-1.pb.gz", reason: "it is damaged"), .init("", reason: "unknown")]
        #expect(try CaseManifest(json: Bytes(redacted.json)) == redacted)
    }

    @Test func anythingElseIsAnError() {
        let json = manifest.json
        for count in stride(from: 0, to: json.count - 2, by: 5) {
            #expect(throws: InputError.self) { try CaseManifest(json: Bytes(Array(json[..<count]))) }
        }
        for text in ["", "[]", "{}", "{\"schema\": \"sonde.case/9\"}", "null", "{\"schema\": 1}"] {
            #expect(throws: InputError.self) { try CaseManifest(json: Bytes(Array(text.utf8))) }
        }
    }
}
