import TestSupport
import Testing
import Wire

@testable import GoBuild

@Suite struct BaselineTests {
    private static func sample() -> BuildFacts {
        var facts = BuildFacts()
        (facts.toolchain, facts.platform) = ("go1.27.3", "linux/amd64")
        var one = FunctionFacts(package: "example.com/a", name: "Map[go.shape.struct { X int \"a#b\\\\c\" }]")
        one.file = "./a # b.go"
        one.inlining = .refused(reason: "function too complex: cost 93 exceeds budget 80")
        one.inlinedCalls = ["strings.Index": 2, "F.func10": 1, "F.func2": 1]
        one.escapes = ["moved to heap: x": 1, "\"raw\\ntext # 1\" escapes to heap": 3, " x\u{1}y escapes to heap": 1]
        (one.boundsChecks, one.size, one.frame, one.calls, one.dynamicCalls, one.allocations) = (3, 245, 48, 3, 1, 2)
        one.callees = ["fmt.Println": 2]
        (one.opcodeHash, one.codeHash) = (1, UInt64.max)
        var two = FunctionFacts(package: "example.com/a", name: "F")
        two.inlining = .possible(cost: nil)
        (two.size, two.callees) = (7, [:])
        var three = FunctionFacts(package: "b", name: "F")
        three.inlining = .possible(cost: 4)
        (three.opcodeHash, three.callees) = (5, [:])
        let four = FunctionFacts(package: "b", name: "G")
        facts.functions = [two, one, three, four]
        facts.sort()
        return facts
    }

    private func read(_ text: String) throws -> BuildFacts { try BaselineFile.read(Bytes(text), file: "b") }

    /// A line costs as much as the first one, however many a function has: a copy for each takes minutes.
    @Test func manyCallsAreReadInOnePass() throws {
        var text = "\(BaselineFile.header)\npackage a\nfunc F\n"
        for number in 0..<50_000 { text += "  call 1 example.com/b.F\(number)\n" }
        let time = try ContinuousClock().measure {
            let facts = try read(text)
            #expect(facts.functions.count == 1 && facts.functions[0].callees?.count == 50_000)
        }
        #expect(time < .seconds(30))
        #expect(throws: InputError.self) { try read(text + "  call 1 example.com/b.F0\n") }
    }

    @Test func roundTrip() throws {
        let written = BaselineFile.write(Self.sample())
        let facts = try BaselineFile.read(Bytes(written), file: "b")
        #expect(facts == Self.sample())
        #expect(BaselineFile.write(facts) == written)
        // A real one: everything but the lines, which are not stored.
        let output = try ListingSource.read(
            ListingSource.built(["."], .newest(), folder: Repository.zoo("kinds")))
        var built = BuildFacts(output)
        for index in built.functions.indices { built.functions[index].line = 0 }
        #expect(built.functions.count > 30)
        #expect(try BaselineFile.read(Bytes(BaselineFile.write(built)), file: "b") == built)
        #expect(FactComparison(old: built, new: BuildFacts(output)).changes == [])
    }

    @Test func orderDoesNotMatter() throws {
        let text = String(decoding: BaselineFile.write(Self.sample()), as: UTF8.self)
        let head = "sonde.build.facts/1\nplatform linux/amd64\ntoolchain go1.27.3\n"
        let packages = text.split(separator: "\n\npackage ").dropFirst().map { "package \($0)\n" }
        #expect(packages.count == 2)
        #expect(try read(head + packages.reversed().joined(separator: "\r\n")) == Self.sample())
    }

    @Test(arguments: [
        ("no baseline\n", "notRecognised", 0), ("sonde.build.facts/2\n", "another version", 0),
        ("sonde.build.facts/1\nnonsense 3\n", "line 2 is no fact: `nonsense 3`", 20),
        ("sonde.build.facts/1\npackage a\n  bounds 3\n", "line 3 has a fact before any function", 30),
        ("sonde.build.facts/1\npackage a\nfunc F\n  bounds -1\n", "line 4 wants a number from 0", 37),
        ("sonde.build.facts/1\npackage a\nfunc F\n  bounds 99999999999\n", "wants a number", 37),
        ("sonde.build.facts/1\npackage a\nfunc F\nfunc F\n", "has F of a a second time", 37),
        ("sonde.build.facts/1\npackage a\nfunc F\n  code size\n", "wants NAME=NUMBER", 37),
        ("sonde.build.facts/1\npackage a\nfunc F\n  hash code=xyz\n", "wants NAME=HEXADECIMAL", 37),
        ("sonde.build.facts/1\npackage a\nfunc F\\q\n", "begins neither", 30),
        ("sonde.build.facts/1\npackage a\nfunc F\n  escapes 1 x\n  escapes 2 x\n", "has `x` a second time", 51),
        ("sonde.build.facts/1\npackage a\n=======\n", "conflict of a merge", 30),
    ]) func errors(text: String, words: String, offset: UInt64) throws {
        do {
            _ = try read(text)
            Issue.record("nothing is wrong with \(text)")
        } catch let error as InputError {
            #expect(error.description.contains(words) || error.code.rawValue == "not recognised", "\(error)")
            #expect(error.file == "b")
            if error.code != .notRecognised { #expect(error.offset == offset, "\(error)") }
        }
    }

    @Test func hostileInput() {
        let bytes = BaselineFile.write(Self.sample())
        for input in Hostile.all(of: bytes, seed: 3) {
            do {
                let facts = try BaselineFile.read(Bytes(input.bytes), file: "b")
                _ = FactComparison(old: Self.sample(), new: facts).changes
            } catch {
                #expect(!error.message.isEmpty, "\(input)")
            }
        }
    }
}
