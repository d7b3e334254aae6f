import TestSupport
import Testing

/// Each rule of the house finds what breaks it, and lets pass what only looks like it.
@Suite struct HouseRuleTests {
    private func source(_ text: String, module: String = "Diagnosis") -> SourceText {
        SourceText(path: "Sources/\(module)/Sample.swift", text: text)
    }

    @Test(arguments: [
        ("Wire", "import Evidence"), ("Evidence", "import Wire"), ("GoProcess", "import Host"),
        ("GoProcess", "internal import GoTrace"), ("Diagnosis", "@testable import Report"),
        ("Host", "import GoProcess"),
        ("Report", "public import Host"), ("Diagnosis", "import Foundation"), ("Report", "import Glibc"),
        ("sonde", "import Foundation"), ("GoBinary", "import struct Diagnosis.Finding"),
        ("Report", "import ArgumentParser"),
    ])
    func aWrongImportIsFound(module: String, line: String) {
        #expect(Layering.violations(in: [source(line + "\n", module: module)]).count == 1)
    }

    @Test(arguments: [
        ("GoProcess", "import GoBinary"), ("Diagnosis", "import GoProcess"), ("Report", "import Diagnosis"),
        ("Host", "import CLinux"), ("sonde", "import Host"), ("sonde", "import ArgumentParser"),
        ("Wire", "// import Host"), ("Wire", "let text = \"import Host\""), ("Report", "import FoundationEssentials"),
    ])
    func aRightImportPasses(module: String, line: String) {
        #expect(Layering.violations(in: [source(line + "\n", module: module)]) == [])
    }

    @Test func aWrongArrowOfThePackageIsFound() {
        let package = """
            .target(name: "CLinux"),
            module("Wire", imports: ["CDeflate"]),
            module("GoProcess", imports: ["Wire", "Host"]),
            module("Surprise"),
            .executableTarget(
                name: "sonde",
                dependencies: ["Host", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
            """
        let arrows = Layering.arrows(inPackage: package)
        #expect(arrows.map(\.module) == ["Wire", "GoProcess", "Surprise", "CLinux", "sonde"])
        #expect(
            Layering.violations(inPackage: arrows) == [
                "Package.swift: GoProcess may not import Host",
                "Package.swift: Surprise has no line in the table of the house",
            ])
        let undeclared = Layering.undeclared(in: [source("import Wire\n", module: "sonde")], package: arrows)
        #expect(undeclared.count == 1)
        #expect(Layering.undeclared(in: [source("import Host\n", module: "sonde")], package: arrows) == [])
    }

    @Test(arguments: [
        "let p: UnsafeRawPointer", "data.withUnsafeBytes { $0 }", "for unsafe byte in bytes {}",
        "unsafeBitCast(a, to: B.self)",
        "Text(\"\\(unsafe pointer.pointee)\")",
    ])
    func unsafeCodeIsFound(_ line: String) {
        #expect(HouseRules.unsafeCode(in: [source(line)]).count == 1)
        #expect(HouseRules.unsafeCode(in: [source(line, module: "Host")]) == [])
    }

    @Test(arguments: [
        "let names = [\"unsafe\", \"UnsafePointer\"]", "// withUnsafeBytes would be wrong here",
        "/* unsafe */ let a = 1",
        "nonisolated(unsafe) static let a = 1", "let text = #\"unsafe \"quoted\"\"#", "let safe = isSafe",
    ])
    func whatOnlyLooksUnsafePasses(_ line: String) { #expect(HouseRules.unsafeCode(in: [source(line)]) == []) }

    @Test(arguments: [
        "let a = try! read()", "let b = c as! D", "let e = f!", "g()!.h", "i[0]!", "fatalError(\"never\")",
        "var j: Int! = nil", "print(\"\\(name!)\")",
    ])
    func aTrapIsFound(_ line: String) { #expect(HouseRules.traps(in: [source(line)]).count == 1) }

    @Test(arguments: ["if !a && b != c {}", "print(\"Stop!\")", "// try! it", "let a = b(!c)", "x[0] != y"])
    func whatOnlyLooksLikeATrapPasses(_ line: String) { #expect(HouseRules.traps(in: [source(line)]) == []) }

    @Test func longFilesAndFunctionsAreFound() {
        let body = String(repeating: "    work()\n", count: 78)
        let function = "func long(\n    a: Int\n) -> Int\nwhere A: B {\n\(body)}\n"
        let short = "func short() { let a = { 1 } }\nprotocol P {\n    func none() -> Int\n    init(a: Int)\n}\n"
        #expect(FunctionSpans.all(in: source(short + function)).map(\.lineCount) == [1, 83])
        #expect(HouseRules.longFunctions(in: [source(function)]).count == 1)
        #expect(HouseRules.longFunctions(in: [source(short)]) == [])
        let lines = String(repeating: "    a line\n", count: 100)
        let literal = "func text() -> String {\n    \"\"\"\n\(lines)    \"\"\"\n}\n"
        #expect(FunctionSpans.all(in: source(literal)).map(\.lineCount) == [104])
        #expect(HouseRules.longFunctions(in: [source(literal)]) == [])
        #expect(HouseRules.longFiles(in: [source(String(repeating: "a\n", count: 600))]).count == 1)
        #expect(HouseRules.longFiles(in: [source(String(repeating: "a\n", count: 599))]) == [])
    }

    @Test func pathsOfOneMachineAreFound() {
        let root = "/ro" + "ot/x"
        let found = HouseRules.foreignPaths(in: [
            ("a", "cd \(root)\n"), ("b", "\(root)"), ("c", "x\(root)"), ("d", "fine"),
        ])
        #expect(found == ["a:1: a path of one machine", "b:1: a path of one machine"])
    }

    @Test func reasonsToSkipAreFound() {
        let text = """
            @Test(.enabled(if: isRoot && has(1), "only root"), arguments: [1]) func a() {}
            @Test(
                .enabled(
                    if: has(2), "no compiler"))
            @Suite(.disabled("broken, see #7")) struct S {}
            // .enabled(if: x, "a comment")
            """
        #expect(SkippedTests.reasons(inSource: text) == ["only root", "no compiler", "broken, see #7"])
        let document =
            "text\n\n| reason | which |\n|---|---|\n| only root | a |\n\n| other | table |\n|---|---|\n| x | y |\n"
        #expect(SkippedTests.reasons(inDocument: document) == ["only root"])
    }

    @Test func aMissingVersionIsFound() {
        let layouts = "static let minorVersions = [21, 22]\n"
        let reasons = "x = [\n        21: [\n"
        #expect(VersionTables.missing(versions: ["1.21.13"], layouts: layouts, reasons: reasons) == [])
        #expect(VersionTables.missing(versions: ["1.22.10"], layouts: layouts, reasons: reasons).count == 1)
        #expect(VersionTables.missing(versions: ["1.28.0"], layouts: layouts, reasons: reasons).count == 2)
        #expect(VersionTables.missing(versions: ["1.2.0"], layouts: layouts, reasons: reasons).count == 2)
    }
}
