import Testing

@testable import Diagnosis

@Suite struct PhraseTests {
    private let catalogue = Catalogue(
        topics: [
            """
            # A remark
            the lock %1 is held by %2
            %2 持有锁 %1
            a lock
            某个锁
            ;␣
            ；
             and %1 more
            ，另有 %1 个
            """
        ], nouns: ["goroutine\n%1 个 goroutine\nother is|others are\n另有 %1 个"],
        brought: "it is traced by process %1 (%2)\n它正被进程 %1（%2）跟踪\nhidden from view\n不可见")

    private func chinese(_ phrase: Phrase) -> String { catalogue.text(of: phrase) }

    @Test func aLiteralIsATemplateWithItsValues() {
        let name = "main.mu"
        let phrase: Phrase = "the lock \(name) is held by \(Wording.goroutines(3))"
        #expect(phrase.english == "the lock main.mu is held by 3 goroutines")
        #expect(chinese(phrase) == "3 个 goroutine 持有锁 main.mu")
    }

    @Test func literalsBrokenOverLinesAreOneEntry() {
        let phrase: Phrase = "the lock \("a") is " + "held by " + "\("b")"
        #expect(chinese(phrase) == "b 持有锁 a")
        let more: Phrase = phrase + " and \(5) more"
        #expect(more.english == "the lock a is held by b and 5 more")
        #expect(chinese(more) == "b 持有锁 a，另有 5 个")
    }

    @Test func alternativesInsideOfPlacesArePhrases() {
        let isKnown = false
        let phrase: Phrase = "the lock \(isKnown ? "one" : "a lock") is held by \(1)"
        #expect(chinese(phrase) == "1 持有锁某个锁")
    }

    @Test func whatTheCatalogueDoesNotHaveStaysEnglish() {
        #expect(chinese("nothing of that kind") == "nothing of that kind")
        #expect(chinese(Phrase("goroutine")) == "goroutine")
    }

    @Test func stringsOfOtherModulesAreRecognised() {
        #expect(chinese([Phrase("hidden from view"), Phrase("main.f")].joined(separator: "; ")) == "不可见；main.f")
        #expect(chinese(Phrase("it is traced by process 12 (strace)")) == "它正被进程 12（strace）跟踪")
        #expect(chinese(Phrase("it is traced by process 12")) == "it is traced by process 12")
    }

    @Test func phrasesAreEqualByTheirEnglishTexts() {
        let a: Phrase = "the lock \("x")"
        let b: Phrase = "the " + "lock x"
        #expect(a == b && a.hashValue == b.hashValue && !(a < b))
        #expect(Set([a, b]).count == 1)
        #expect(Phrase("").isEmpty && Phrase("\("")").isEmpty && !a.isEmpty)
    }

    @Test func listsJoinWithTheWordsOfTheLanguage() {
        let four: Phrase = Wording.list(["12", "17", "19", "21", "22"])
        #expect(four.english == "12, 17, 19 and 2 more")
        #expect(four.text(.chinese) == "12、17、19 以及另外 2 个")
        #expect(Wording.list(["a", "b", "c"]).english == "a, b and c")
        #expect(Wording.list(["a", "b", "c"]).text(.chinese) == "a、b 和 c")
        #expect(Wording.list(["a", "b"]).text(.chinese) == "a 和 b")
        #expect(Wording.list([Phrase]()).isEmpty)
        #expect((["a", "b", "c"] as [String]).map { Phrase($0) }.joined(separator: "; ").text(.chinese) == "a；b；c")
    }

    @Test(arguments: [
        (["goroutine 7", "在等待", "锁"], "goroutine 7 在等待锁"), (["等待 ", "锁"], "等待锁"), (["锁", "，", " main.f"], "锁，main.f"),
        (["位于 main.f (a.go:1)", "处"], "位于 main.f (a.go:1) 处"), (["锁 ", "（main.f）"], "锁（main.f）"),
        (["a", " ", "b"], "a b"), (["锁", ": "], "锁: "), (["", "锁", "", "3"], "锁 3"), (["`a`", "锁"], "`a` 锁"),
    ])
    func seamsAreSpacedAsTheyAreWritten(pieces: [String], expected: String) {
        var text = SpacedText()
        for piece in pieces { text.add(piece) }
        #expect(text.text == expected)
    }

    @Test(arguments: [
        ("zh", Language.chinese), ("zh_CN", .chinese), ("zh_CN.UTF-8", .chinese), ("zh_CN.utf8", .chinese),
        ("zh-Hans", .chinese), ("zh-Hans-CN", .chinese), ("zh_SG.UTF-8@pinyin", .chinese), ("ZH", .chinese),
        ("zh_CN.GBK", nil), ("zh_TW.UTF-8", nil), ("zh-Hant", nil), ("en", .english), ("en_GB.UTF-8", .english),
        ("C", .english), ("C.UTF-8", .english), ("POSIX", .english), ("de_DE.UTF-8", nil), ("", nil), ("zhx", nil),
    ])
    func tagsAndLocales(tag: String, language: Language?) { #expect(Language(tag: tag) == language) }

    @Test func theFirstVariableThatIsSetDecides() {
        func language(_ variables: [String: String]) -> Language { Language(environment: { variables[$0] }) }
        #expect(language([:]) == .english)
        #expect(language(["LANG": "zh_CN.UTF-8"]) == .chinese)
        #expect(language(["LANG": "zh_CN.UTF-8", "LC_ALL": "C"]) == .english)
        #expect(language(["LANG": "zh_CN.UTF-8", "LC_ALL": ""]) == .chinese)
        #expect(language(["LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"]) == .chinese)
        #expect(language(["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"]) == .english)
        #expect(language(["LANG": "zh_CN.GB18030"]) == .english)
    }
}
