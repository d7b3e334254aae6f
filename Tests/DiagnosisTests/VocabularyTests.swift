import Glibc
import Testing
import Wire

@testable import Diagnosis

/// Path of a file in the folder that the conformance data lie in; nil when it is not there.
func sharedFile(_ name: String) -> String? {
    let root = unsafe getenv("SONDE_SHARED").map { unsafe String(cString: $0) } ?? "../shared"
    let path = root + "/" + name
    return access(path, R_OK) == 0 ? path : nil
}

@Suite struct VocabularyTests {
    @Test func isTheDocumentedTable() throws {
        guard let path = sharedFile("causes.md") else {
            print("skipped: causes.md is not there; set SONDE_SHARED")
            return
        }
        var rows: [[String]] = []
        var section = ""
        for line in try MappedFile.open(path).string.split(separator: "\n") where line.hasPrefix("|") {
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { trimmed(String($0)) }
            if cells[0].hasPrefix("**") { section = cells[0].replacing("*", with: "") }
            guard cells[0].hasPrefix("`"), cells.count == 4 else { continue }
            rows.append([
                cells[0].replacing("`", with: ""), section, cells[1], cells[2], cells[3].replacing("`", with: ""),
            ])
        }
        #expect(rows.count > 50)
        let ours = CauseDescription.all.map {
            [$0.cause.rawValue, $0.section.english, $0.text.english, $0.subject.english, $0.wrongAnswer]
        }
        #expect(ours == rows)
    }

    @Test func everyCauseHasOneRow() {
        let ids = CauseDescription.all.map(\.cause)
        #expect(Set(ids).count == ids.count)
        #expect(CauseDescription.of(.contentionLockAcrossIo)?.wrongAnswer == "contention.mutex")
        #expect(CauseDescription.of(Cause(rawValue: "bad.luck")) == nil)
    }

    private func trimmed(_ text: String) -> String {
        var part = text[...]
        while part.first == " " { part.removeFirst() }
        while part.last == " " { part.removeLast() }
        return String(part)
    }
}

@Suite struct FunctionNameTests {
    @Test(arguments: [
        ("net/http.(*conn).serve", "net/http", "http.(*conn).serve", "serve"),
        ("example.com/shop/store.(*Cache).Get.func1", "example.com/shop/store", "store.(*Cache).Get.func1", "Get"),
        ("main.main", "main", "main.main", "main"),
        ("main.generic[...]", "main", "main.generic[...]", "generic"),
        ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml%2ev3", "yaml%2ev3.Unmarshal", "Unmarshal"),
        ("main.f[go.shape.struct { a/b.C }]", "main", "main.f[go.shape.struct { a/b.C }]", "f"),
        ("odd", "odd", "odd", ""),
    ])
    func splits(_ name: String, _ package: String, _ short: String, _ member: String) {
        #expect(FunctionName.package(name) == package[...])
        #expect(FunctionName.short(name) == short)
        #expect(FunctionName.member(name) == member[...])
    }

    @Test func standardPackages() {
        #expect(FunctionName.isStandard(package: "net/http"))
        #expect(FunctionName.isStandard(package: "vendor/golang.org/x/net/dns"))
        #expect(!FunctionName.isStandard(package: "main"))
        #expect(!FunctionName.isStandard(package: "github.com/lib/pq"))
    }
}
