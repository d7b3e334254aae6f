import TestSupport
import Testing

/// The pages in a real browser, on real data, by mouse and keyboard: one scenario of `Browser/` each.
///
/// Pictures go to `.build/screenshots`.
@Suite(.serialized, .enabled(if: BrowserTools.hasBrowser, "no playwright or no chromium: see scripts/browser-tools"))
struct BrowserTests {
    static let scenarios: [String] = {
        let names = (try? Files.entries(of: Files.directory(of: #filePath) + "/Browser")) ?? []
        return names.filter { $0.hasSuffix(".py") && $0 != "run.py" }.map { String($0.dropLast(3)) }.sorted()
    }()

    @Test func thereAreScenarios() { #expect(Self.scenarios.contains("findings")) }

    @Test(arguments: scenarios) func aUserFindsTheWay(scenario: String) throws {
        let folder = try TemporaryFolder()
        let data = try BrowserData(folder)
        try Files.write(data.json(), to: folder.file("data.json"))
        let result = try Command.run(
            "python3",
            [
                Files.directory(of: #filePath) + "/Browser/run.py", scenario, folder.file("data.json"),
                Repository.path(".build/screenshots"),
            ], environment: BrowserTools.environment, within: .seconds(600))
        // The whole result would be printed as numbers.
        let failure = result.succeeded ? "" : "\(result.error.prefix(2500)) … \(result.error.suffix(500))"
        #expect(failure == "")
    }
}
