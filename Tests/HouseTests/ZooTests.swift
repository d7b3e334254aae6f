import TestSupport
import Testing

/// The programs of the zoo do what they say, by the Go runtime's own word.
@Suite struct ZooTests {
    @Test func everyProgramHasAnExpectationAndTheOtherWayRound() throws {
        let folder = Repository.zoo("causes")
        let programs = try Files.entries(of: folder).filter { Files.isDirectory(folder + "/" + $0) }
        #expect(try ZooExpectation.all().map(\.program).sorted() == programs)
        #expect(programs.count >= 40)
    }

    @Test func everyExpectedCauseIsOfTheVocabulary() throws {
        let vocabulary = try Files.text(Repository.path("Sources/Diagnosis/Model/Cause.swift"))
        for expectation in try ZooExpectation.all() {
            #expect(!expectation.causes.isEmpty)
            for cause in expectation.causes { #expect(vocabulary.contains("\"\(cause)\""), "\(expectation)") }
            #expect(["critical", "warning", "info", "ok"].contains(expectation.severity), "\(expectation)")
        }
    }

    /// Each program becomes ready and stays, and its dump holds the functions that its expectation names.
    @Test(arguments: try ZooExpectation.all(), [GoToolchain.oldestVersion, GoToolchain.newestVersion])
    func programBecomesReadyAndStays(_ expectation: ZooExpectation, version: String) throws {
        let program = try expectation.built(with: GoToolchain(version: version))
        let (running, readyLine) = try program.startAndWait()
        let phrases = expectation.phrases(readyLine: readyLine)
        #expect(phrases.allSatisfy { !$0.isEmpty }, "\(readyLine)")
        // The runtime would end a program whose goroutines are all asleep at once; one that lives answers SIGQUIT.
        let dump = try running.goroutineDumpByQuitting()
        #expect(dump.contains("SIGQUIT: quit"), "\(dump.prefix(300))")
        for function in phrases where function.hasPrefix("main.") {
            #expect(dump.contains("\n\(function)("), "\(function)")
        }
    }

    @Test(arguments: [GoToolchain.oldestVersion, GoToolchain.newestVersion])
    func demoHangsBehindItsLock(version: String) throws {
        let program = try GoProgram.zoo("demo", toolchain: GoToolchain(version: version))
        let (running, readyLine) = try program.startAndWait()
        #expect(readyLine.hasPrefix("ready \(running.processID) http://127.0.0.1:"))
        let dump = try running.goroutineDumpByQuitting()
        let records = dump.split(separator: "\n\n")
        let waiters = records.filter { $0.contains("[sync.Mutex.Lock") && $0.contains("main.(*PriceCache).Price(") }
        let holders = records.filter { $0.contains("[IO wait") && $0.contains("main.(*PriceCache).refresh(") }
        #expect(waiters.count == 299)
        #expect(holders.count == 1)
    }

    @Test(arguments: GoToolchain.versions)
    func everywaitReachesItsStates(version: String) throws {
        let program = try GoProgram.zoo("everywait", toolchain: GoToolchain(version: version))
        let (running, readyLine) = try program.startAndWait()
        #expect(readyLine.contains(" http://127.0.0.1:"))
        #expect(try running.goroutineDumpByQuitting().contains("main.recurseThreeHundred("))
    }

    @Test func manyBlocksAsManyAsAskedForAndMeasuresGaps() throws {
        let program = try GoProgram.zoo("many", toolchain: GoToolchain.newest())
        let (running, readyLine) = try program.startAndWait(["-n", "2000"])
        #expect(readyLine == "ready \(running.processID) 2000")
        // A sleep of 0.3 ms takes at least as long; the first may still be under way.
        let measured = try eventually {
            try running.writeLine("gap")
            let words = try #require(try running.readLine()).split(separator: " ")
            return words.first == "gap" && words.count == 2 && (Int(words[1]) ?? 0) >= 300_000
        }
        #expect(measured)
        let records = try running.goroutineDumpByQuitting().split(separator: "\n\n")
        let shares = [
            ("chan receive", 580), ("chan send", 200), ("select", 400), ("sync.Mutex.Lock", 200), ("IO wait", 20),
            ("sync.RWMutex.RLock", 200), ("sync.WaitGroup.Wait", 100), ("sync.Cond.Wait", 100), ("sleep", 200),
        ]
        for (state, count) in shares {
            let found = records.filter { $0.contains("[\(state)]:") && $0.contains("main.(*crowd).block") }
            #expect(found.count == count, "\(state)")
        }
    }

    @Test func busyCounts() throws {
        let program = try GoProgram.zoo("busy", toolchain: GoToolchain.newest())
        let (running, _) = try program.startAndWait()
        try running.writeLine("count")
        let words = try #require(try running.readLine()).split(separator: " ")
        #expect(words.first == "count")
        #expect(try #require(Int(words[1])) > 0)
    }
}
