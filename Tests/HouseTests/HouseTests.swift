import TestSupport
import Testing

/// The rules of the house, checked on the whole tree. `HouseRuleTests` shows that each of them can fail.
@Suite struct HouseTests {
    private let sources: [SourceText]

    init() throws {
        sources = try SourceText.all(below: "Sources")
        try #require(sources.count > 20)
    }

    @Test func importsFollowTheLayering() { #expect(Layering.violations(in: sources) == []) }

    @Test func thePackageFollowsTheLayering() throws {
        let arrows = Layering.arrows(inPackage: try Files.text(Repository.path("Package.swift")))
        let folder = Repository.path("Sources")
        let modules = try Files.entries(of: folder).filter { Files.isDirectory(folder + "/" + $0) }
        #expect(arrows.map(\.module).sorted() == modules)
        #expect(Layering.violations(inPackage: arrows) == [])
        #expect(Layering.undeclared(in: sources, package: arrows) == [])
    }

    /// Fuzz/ compiles the modules that read once more, and so has to say the same about them.
    @Test func theFuzzedModulesAreTheModules() throws {
        let modules = Layering.arrows(inPackage: try Files.text(Repository.path("Package.swift")))
        let fuzzed = Layering.arrows(inPackage: try Files.text(Repository.path("Fuzz/Package.swift")))
        for (module, imports) in modules where !["sonde", "WebUI"].contains(module) {
            #expect(fuzzed.first { $0.module == module }?.imports == imports, "\(module)")
        }
    }

    @Test func unsafeCodeStaysInItsModules() { #expect(HouseRules.unsafeCode(in: sources) == []) }

    @Test func nothingEndsTheProgramOnPurpose() { #expect(HouseRules.traps(in: sources) == []) }

    @Test func filesAndFunctionsStayShort() throws {
        let others = try SourceText.all(below: "Tests") + SourceText.all(below: "Fuzz/Sources")
        #expect(HouseRules.longFiles(in: sources + others) == [])
        #expect(HouseRules.longFunctions(in: sources + others) == [])
    }

    @Test func noPathOfOneMachineIsInTheTree() throws {
        var texts: [(path: String, text: String)] = []
        for folder in ["Sources", "Tests", "Fuzz/Sources", "Fuzz/program", "Zoo", "scripts", "Documentation", ".ci"] {
            for file in try Files.listing(below: Repository.path(folder)) where !file.contains("/Golden/") {
                texts.append(("\(folder)/\(file)", try Files.text(Repository.path(folder + "/" + file))))
            }
        }
        for file in [
            "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Makefile", "Package.swift", "Fuzz/Package.swift",
        ] {
            if let text = try? Files.text(Repository.path(file)) { texts.append((file, text)) }
        }
        #expect(HouseRules.foreignPaths(in: texts) == [])
    }

    /// Every version of scripts/go-versions has a column of structures and a list of wait reasons.
    @Test func everyGoVersionHasItsTables() throws {
        let layouts = try Files.text(Repository.path("Sources/GoProcess/Layouts/RuntimeLayoutTable.swift"))
        let reasons = try Files.text(Repository.path("Sources/GoProcess/Layouts/WaitReasonTable.swift"))
        #expect(GoToolchain.versions.count >= 7)
        #expect(VersionTables.missing(versions: GoToolchain.versions, layouts: layouts, reasons: reasons) == [])
    }

    @Test(arguments: [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", "Makefile", ".ci/run",
        "Documentation/new-go-version.md", "Documentation/skipped-tests.md", "Documentation/limits.md",
    ])
    func documentIsThere(_ path: String) throws {
        #expect(try Files.bytes(Repository.path(path)).count > 50)
    }

    /// The published list of skipped tests holds the reasons that the tests give, all of them and no others.
    @Test func everyReasonToSkipIsPublished() throws {
        let published = SkippedTests.reasons(
            inDocument: try Files.text(Repository.path("Documentation/skipped-tests.md")))
        // The tests of the rules themselves hold samples.
        let tests = try SourceText.all(below: "Tests").filter { !$0.path.hasPrefix("Tests/HouseTests/") }
        let used = Set(tests.flatMap { SkippedTests.reasons(inSource: $0.text) })
        #expect(published.sorted() == used.sorted())
    }

    @Test func theLicenceIsApache() throws {
        let licence = try Files.text(Repository.path("LICENSE"))
        #expect(licence.contains("Apache License"))
        #expect(licence.contains("Version 2.0, January 2004"))
        #expect(licence.contains("END OF TERMS AND CONDITIONS"))
    }
}

/// Which Go versions the tables of GoProcess/Layouts lack.
enum VersionTables {
    static func missing(versions: [String], layouts: String, reasons: String) -> [String] {
        let columns = list(after: "minorVersions = [", in: layouts)
        return versions.flatMap { version -> [String] in
            let minor = version.split(separator: ".").dropFirst().first.map(String.init) ?? version
            var missing: [String] = []
            if !columns.contains(minor) { missing.append("\(version): no column in RuntimeLayoutTable") }
            if !reasons.contains("\n        \(minor): [") { missing.append("\(version): no list in WaitReasonTable") }
            return missing
        }
    }

    private static func list(after opening: String, in text: String) -> [String] {
        guard let start = text.firstRange(of: opening)?.upperBound else { return [] }
        return text[start...].prefix { $0 != "]" }.split { !$0.isNumber }.map(String.init)
    }
}
