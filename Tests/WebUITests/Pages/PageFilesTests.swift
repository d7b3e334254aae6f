import TestSupport
import Testing

@testable import WebUI

/// The files that the browser gets.
@Suite struct PageFilesTests {
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func allFilesAreInTheProgram() throws {
        let result = try Command.run(Repository.path("scripts/page-list"), ["--check"])
        #expect(result.succeeded, "\(result.error)")
        #expect(Page.all["/index.html"] != nil && Page.all["/app.js"] != nil)
    }

    /// TypeScript's checker reads the types in the comments.
    @Test(.enabled(if: BrowserTools.folder != nil, "no playwright and deno: see scripts/browser-tools"))
    func typesAreRight() throws {
        let folder = try #require(BrowserTools.folder)
        var environment = BrowserTools.environment
        environment["DENO_NO_UPDATE_CHECK"] = "1"
        environment["NO_COLOR"] = "1"
        let result = try Command.run(
            folder + "/bin/deno", ["check", "pages/app.js"], environment: environment,
            folder: Repository.path("Sources/CPages"))
        #expect(result.succeeded, "\(result.error)")
        // A checker that sees no types finds no fault.
        let scratch = try TemporaryFolder()
        try Files.write(
            Array(try Files.text(Repository.path("Sources/CPages/deno.json")).utf8), to: scratch.file("deno.json"))
        try Files.write(
            Array("/** @param {number} a */\nfunction f(a) { return a; }\nf(\"1\");\n".utf8), to: scratch.file("a.js"))
        let wrong = try Command.run(
            folder + "/bin/deno", ["check", "a.js"], environment: environment, folder: scratch.path)
        #expect(!wrong.succeeded && wrong.error.contains("not assignable"), "\(wrong.error)")
    }

    /// Nothing is asked for from elsewhere, and no text becomes markup.
    @Test func pagesAskNobodyElse() {
        for (path, page) in Page.all {
            let text = String(decoding: page.bytes, as: UTF8.self)
            for forbidden in [
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function(",
            ] {
                #expect(!text.contains(forbidden), "\(path) has \(forbidden)")
            }
            for line in text.split(separator: "\n") where line.contains("://") {
                let isText = line.contains("placeholder") || line.contains("127.0.0.1") || line.contains("www.w3.org")
                #expect(isText, "\(path): \(line)")
            }
        }
    }
}
