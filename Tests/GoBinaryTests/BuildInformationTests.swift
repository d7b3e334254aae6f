import TestSupport
import Testing
import Wire

@testable import GoBinary

/// Build information against `go version -m`.
@Suite struct BuildInformationTests {
    typealias Variant = SmallProgram.Variant

    @Test(
        arguments: versions, [Variant.plain, .stripped, .strippedPositionIndependent, .arm64])
    func asTheGoCommandPrintsIt(version: String, variant: Variant) throws {
        try compare(try SmallProgram.build(version, variant))
    }

    @Test(arguments: versions) func replacedAndQuotedSettings(version: String) throws {
        let toolchain = try GoToolchain(version: version)
        let folder = TestCache.root + "/fixtures/replace-go\(version)"
        for name in ["app", "library"] { try Files.makeDirectory("\(folder)/\(name)") }
        try Files.write("module example.org/library\n\ngo 1.21\n", to: folder + "/library/go.mod")
        try Files.write("package library\n\nfunc Answer() int { return 42 }\n", to: folder + "/library/library.go")
        try Files.write(
            """
            module example.org/app

            go 1.21

            require example.org/library v1.2.3

            replace example.org/library => ../library

            """, to: folder + "/app/go.mod")
        try Files.write(
            """
            package main

            import "example.org/library"

            var text string

            func main() { println(library.Answer(), text) }

            """, to: folder + "/app/main.go")
        let flags = ["-tags=one,two", "-ldflags=-X 'main.text=a \"quoted\"\ttext' -s"]
        let program = try GoProgram.build(folder: folder + "/app", toolchain: toolchain, flags: flags)
        try compare(program)
        let information = try #require(try open(program.executable).buildInformation())
        let dependency = try #require(information.dependencies.first)
        #expect(dependency.path == "example.org/library" && dependency.version == "v1.2.3")
        #expect(dependency.replacement?.path == "../library")
        #expect(information.setting("-tags") == "one,two")
        #expect(information.setting("-ldflags") == "-X 'main.text=a \"quoted\"\ttext' -s")
    }

    @Test(arguments: [false, true]) func revisionAndModification(modified: Bool) throws {
        let program = try GoProgram.buildStamped(
            folder: Repository.zoo("demo"), modified: modified, toolchain: try GoToolchain.newest())
        try compare(program)
        let information = try #require(try open(program.executable).buildInformation())
        #expect(information.revision?.count == 40)
        #expect(information.isModified == modified)
    }

    /// Prints what was read as the go command does, and compares the texts.
    private func compare(_ program: GoProgram) throws {
        let printed = try GoToolchain.newest().run(["version", "-m", program.executable])
        #expect(printed.succeeded)
        let information = try #require(try open(program.executable).buildInformation())
        var lines = ["\(program.executable): \(information.goVersion)"]
        if !information.path.isEmpty { lines.append("\tpath\t\(information.path)") }
        for (word, module) in [("mod", information.main)] + information.dependencies.map({ ("dep", $0) }) {
            guard let module else { continue }
            let replaced = module.replacement
            let sum = replaced == nil ? "\t\(module.sum)" : ""
            lines.append("\t\(word)\t\(module.path)\t\(module.version)\(sum)")
            // The go command ends the line of a replacement twice.
            if let replaced { lines += ["\t=>\t\(replaced.path)\t\(replaced.version)\t\(replaced.sum)", "\t"] }
        }
        lines += information.settings.map { "\tbuild\t\($0.key)=\(quoted($0.value))" }
        #expect(printed.output == lines.joined(separator: "\n") + "\n")
    }

    /// Values with blanks or quotes are printed as Go strings.
    private func quoted(_ text: String) -> String {
        guard text.contains(where: { " \t\r\n\"`".contains($0) }) else { return text }
        var result = "\""
        for character in text {
            switch character {
            case "\"", "\\": result += "\\\(character)"
            case "\t": result += "\\t"
            default: result.append(character)
            }
        }
        return result + "\""
    }

    @Test func versionNumbers() {
        #expect(GoVersion("go1.27.3") == GoVersion(minor: 27, patch: 3))
        #expect(GoVersion("go1.26rc1")?.minor == 26)
        #expect(GoVersion("go1.25.5 X:jsonv2,synctest")?.experiments == "jsonv2,synctest")
        let development = GoVersion("devel go1.28-2f0d1b5 Mon Jan 5 12:00:00 2026")
        #expect(development?.minor == 28 && development?.isDevelopment == true)
        #expect(GoVersion("gccgo 13") == nil)
        #expect(GoVersion("") == nil)
    }

    @Test func quotedText() {
        #expect(GoQuotedText.unquote(#""a\tb\\\"\x41\u00e9\U0001F600\101""#) == "a\tb\\\"A\u{e9}\u{1F600}A")
        #expect(GoQuotedText.unquote("`a\\b`") == "a\\b")
        for bad in ["", "\"", "\"a", "\"\\", "\"\\x4\"", "\"\\q\"", "\"a\"b", "\"\\ud800\""] {
            #expect(GoQuotedText.unquote(bad) == nil, "\(bad)")
        }
    }
}
