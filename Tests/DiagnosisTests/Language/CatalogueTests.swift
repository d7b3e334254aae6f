import TestSupport
import Testing

@testable import Diagnosis

/// The Chinese catalogue against the sources: nothing is missing, nothing is left over, and it reads as Chinese.
@Suite struct CatalogueTests {
    private struct Found {
        var literal: LiteralScanner.Literal
        var file: String
    }

    /// Files of the module Report that say something in the language of the report.
    private static let reports = [
        "Text/WhyText.swift", "Text/FindingLayout.swift", "Text/FindingScreen.swift", "Text/FindingText.swift",
        "Text/FrameText.swift", "Text/WalkText.swift", "Text/CausesReport.swift", "Text/RulesReport.swift",
        "Text/ComparisonText.swift", "Events/TimeShares.swift",
    ]

    private static func literals() throws -> [Found] {
        let diagnosis = try Files.listing(below: Repository.path("Sources/Diagnosis")).filter {
            $0.hasSuffix(".swift") && !$0.contains("Language/")
        }.map { "Diagnosis/" + $0 }
        let pages = try Files.listing(below: Repository.path("Sources/Report/Why")).map { "Report/Why/" + $0 }
        return try (diagnosis + pages + reports.map { "Report/" + $0 }).flatMap { file in
            LiteralScanner.literals(of: try Files.text(Repository.path("Sources/\(file)"))).map {
                Found(literal: $0, file: file)
            }
        }
    }

    private static func entries(_ texts: [String]) -> [(english: String, text: String)] {
        texts.flatMap(Catalogue.entries)
    }

    private static let nouns = entries(Catalogue.chineseNounTexts)

    /// A literal that has to be in the catalogue, by the key that it has there.
    private static func key(_ literal: LiteralScanner.Literal) -> String? {
        let template = literal.template
        guard ChineseCheck.hasLetters(withoutPlaces(template)), NoProse.reason(literal) == nil else { return nil }
        if ["count", "counted"].contains(literal.callee) || ["noun", "unit"].contains(literal.label) {
            return "%1 " + template
        }
        let isWord = ["kind", "evidence"].contains(literal.label) || literal.isInPlace
        return template.contains(" ") || isWord ? template : nil
    }

    private static func withoutPlaces(_ template: String) -> String {
        LiteralScanner.places(template).reduce(template) { $0.replacing("%\($1)", with: "") }
    }

    @Test func everyTextOfTheSourcesIsThere() throws {
        let found = try Self.literals()
        #expect(found.count > 2000)
        for next in found {
            guard let key = Self.key(next.literal), Catalogue.chinese.templates[key] == nil else { continue }
            Issue.record(
                "Sources/\(next.file):\(next.literal.line): “\(key)” is not in Sources/Diagnosis/Language/Chinese")
        }
    }

    @Test func nothingIsLeftOver() throws {
        let literals = try Self.literals().map(\.literal.template)
        let used = Set(literals)
        for (english, _) in Self.entries(Catalogue.chineseTexts) where !used.contains(english) {
            Issue.record("no source says “\(english)” any more")
        }
        for (noun, _) in Self.nouns where !Catalogue.forms(of: noun).contains(where: used.contains) {
            Issue.record("no source counts “\(noun)” any more")
        }
    }

    @Test func nothingIsThereTwice() {
        for texts in [Catalogue.chineseTexts + [Catalogue.chineseBrought], Catalogue.chineseNounTexts] {
            let keys = Self.entries(texts).map(\.english).sorted()
            for (a, b) in zip(keys, keys.dropFirst()) where a == b { Issue.record("“\(a)” is there twice") }
        }
    }

    @Test func placesAreTheSameOnBothSides() {
        for (english, text) in Self.entries(Catalogue.chineseTexts + [Catalogue.chineseBrought]) {
            let (a, b) = (LiteralScanner.places(english).sorted(), LiteralScanner.places(text).sorted())
            #expect(a == b, "\(english)\n\(text)")
        }
        for (noun, text) in Self.nouns { #expect(LiteralScanner.places(text) == [1], "\(noun)") }
    }

    @Test func itIsWrittenAsChineseIs() {
        for (english, text) in Self.entries(Catalogue.chineseTexts + [Catalogue.chineseBrought]) + Self.nouns {
            let characters = Array(text)
            // What has no words but names is the same in Chinese.
            let isName = Self.withoutPlaces(text).split { !($0.isLetter || $0 == " ") }.joined().count <= 24
            #expect(characters.contains(where: SpacedText.isHan) || isName, "\(english)")
            for (a, b) in zip(characters, characters.dropFirst()) {
                let isHalf = SpacedText.isHan(a) && ",.;:!?()".contains(b) || ",;:!?".contains(a) && SpacedText.isHan(b)
                #expect(!isHalf, "half-width “\(a)\(b)” in \(text)")
                let isTight = SpacedText.isHan(a) && Self.isLatin(b) || Self.isLatin(a) && SpacedText.isHan(b)
                #expect(!isTight, "no space in “\(a)\(b)” of \(text)")
            }
        }
    }

    private static func isLatin(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "`")
    }
}

/// Literals with letters and blanks that nobody reads as a text, or that are the same in every language.
private enum NoProse {
    static func reason(_ literal: LiteralScanner.Literal) -> String? {
        callees[literal.callee] ?? labels[literal.label] ?? templates[literal.template]
            ?? (literal.template.contains("<") ? "markup" : nil)
            ?? (literal.template.contains("{ color-scheme") ? "a style sheet" : nil)
    }

    private static let callees = [
        "InputError": "a message of the command line, which is in English in any language",
        "Threshold": "a name and a unit, which is shown as a noun with its number", "Cause": "an id",
        "hasPrefix": "compared with a name", "hasSuffix": "compared with a name", "contains": "compared with a text",
        "split": "a separator", "member": "the name of a member of JSON", "makeError": "a message",
    ]

    private static let labels = [
        "command": "what is to be typed", "id": "the id of a rule", "wrongAnswer": "for the catalogue's readers alone",
        "reference": "a place to look it up, as the tools write it", "language": "of a block of code",
    ]

    private static let templates = [
        "%1 GiB": "a unit", "%1 MiB": "a unit", "%1 KiB": "a unit", "%1 B": "a unit", "0 s": "a unit",
        "%1 ns": "a unit",
        "%1.%2 µs": "a unit", "%1 µs": "a unit", "%1.%2 ms": "a unit", "%1 ms": "a unit", "%1.%2 s": "a unit",
        "%1 s": "a unit", "%1 min": "a unit", "%1 h": "a unit", "of 1": "the name of a unit",
        "s": "the end of an English plural", "1.0": "a number", "perf event": "the kernel's name of a descriptor",
        "Go heap": "the name of a mapping", "Go ": "the begin of the names of mappings",
        "all goroutines are asleep": "Go's own message", "all goroutines stack trace": "Go's own name",
        "sonde %1 %2": "what is to be typed", "sonde trace %1 %2": "what is to be typed",
        "--duration 30s": "what is to be typed", "--duration 5s": "what is to be typed",
        "curl -o dump.txt 'http://HOST:PORT/debug/pprof/goroutine?debug=2' && sonde why dump.txt":
            "what is to be typed",
        "0x": "the begin of an address", "| # | %1 | %2 | %3 | %4 |": "a table", "%1 %2 |": "a table",
    ]
}
