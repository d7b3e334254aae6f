import TestSupport
import Testing

@testable import GoBuild

/// To which function a message belongs.
@Suite struct AttributionTests {
    /// Since Go 1.25 the compiler says in which function a value escapes: what is found by positions has to agree.
    @Test func escapesAreWhereTheCompilerSays() throws {
        let toolchain = try GoToolchain.newest()
        let output = try ListingSource.read(
            ListingSource.built(["encoding/json", "net/textproto", "net/http"], toolchain, folder: toolchain.root))
        let facts = BuildFacts(output)
        var found: [String: Int] = [:]
        for function in facts.functions {
            for (text, count) in function.escapes { found["\(function.package) \(function.name) \(text)"] = count }
        }
        let names = Set(facts.functions.map { "\($0.package) \($0.name)" })
        var expected: [String: Int] = [:]
        let log = output.log
        for decision in log.decisions where decision.explanation >= 0 {
            guard decision.kind == .escapes || decision.kind == .movedToHeap else { continue }
            let said = log.text(log.explanations[Int(decision.explanation)].function)
            var name = FunctionNaming.stable(said)
            // A deferred call with arguments is told with the function around it.
            if FunctionNaming.isCallWrapper(name) { name = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]) }
            let owner = "\(log.text(decision.package)) \(name)"
            // Instances of functions of other packages do not count.
            guard names.contains(owner), !name.contains("[") else { continue }
            let text = FunctionNaming.withoutTemporaries(log.text(decision.name))
            let whole = decision.kind == .movedToHeap ? "moved to heap: \(text)" : "\(text) escapes to heap"
            expected["\(owner) \(whole)", default: 0] += 1
        }
        #expect(expected.count > 700)
        let wrong = expected.filter { found[$0.key, default: 0] < $0.value }.map { "\($0.key): \($0.value)" }
        #expect(wrong == [])
        // All messages have one place: what is right everywhere cannot be too much anywhere.
        let messages = log.decisions.count { $0.kind == .escapes || $0.kind == .movedToHeap }
        #expect(found.values.reduce(0, +) <= messages)
    }

    /// Messages about bounds checks, attributed by positions, against the panics in machine code.
    @Test(arguments: [GoToolchain.oldestVersion, "1.24.11", GoToolchain.newestVersion]) func boundsChecks(
        version: String
    ) throws {
        let toolchain = try GoToolchain(version: version)
        let output = try ListingSource.read(
            ListingSource.built(["encoding/json", "net/textproto", "strconv"], toolchain, folder: toolchain.root))
        var messages = CompilerOutput()
        messages.log = output.log
        let (listed, said) = (BuildFacts(output).withoutClosures(), BuildFacts(messages).withoutClosures())
        let byName = Dictionary(
            listed.functions.map { ("\($0.package) \($0.name)", $0.boundsChecks) }, uniquingKeysWith: { a, _ in a })
        var (same, other): (Int, [String]) = (0, [])
        for function in said.functions where !function.name.contains("[") {
            guard let count = byName["\(function.package) \(function.name)"] ?? nil else { continue }
            if count == function.boundsChecks {
                same += 1
            } else {
                other.append("\(function.name): \(function.boundsChecks ?? -1) said, \(count) listed")
            }
        }
        #expect(same > 150)
        #expect(other.count * 100 <= same, "\(other)")
    }

    private func facts(_ text: String) throws -> [String: FunctionFacts] {
        let facts = BuildFacts(try ListingSource.read(text))
        return Dictionary(facts.functions.map { ("\($0.package).\($0.name)", $0) }, uniquingKeysWith: { a, _ in a })
    }

    @Test func closuresEndWithTheirLastInstruction() throws {
        let text = """
            # example.com/a
            ./a.go:3:6: cannot inline F: unhandled op GO
            ./a.go:4:7: can inline F.func1 with cost 5 as: func() { }
            ./a.go:12:6: can inline G with cost 5 as: func() { }
            ./a.go:4:7: func literal escapes to heap
            ./a.go:5:9: moved to heap: inner
            ./a.go:7:9: inlining call to G
            ./a.go:11:9: &errorString{...} escapes to heap
            ./a.go:12:20: moved to heap: g

            """
        let listing =
            ListingSource.function(
                "example.com/a.F",
                "CALL runtime.newobject(SB)\n"
                    + (4...8).map { _ in "INCQ AX" }
                    .joined(separator: "\n"), line: 3)
            + ListingSource.function("example.com/a.F.func1", "INCQ AX\nINCQ AX\nRET", line: 4)
            + ListingSource.function("example.com/a.G", "RET", line: 12)
            + ListingSource.function("example.com/a.init", "RET", line: 11)
        let all = try facts(text + listing)
        #expect(all["example.com/a.F"]?.escapes == ["func literal escapes to heap": 1])
        #expect(all["example.com/a.F"]?.inlinedCalls == ["G": 1])
        #expect(all["example.com/a.F.func1"]?.escapes == ["moved to heap: inner": 1])
        #expect(all["example.com/a.G"]?.escapes == ["moved to heap: g": 1])
        #expect(all["example.com/a.init"]?.escapes == ["&errorString{...} escapes to heap": 1])
        // Without machine code nothing says where the closure ends.
        #expect(try facts(text)["example.com/a.F"]?.escapes.count == 3)
    }

    @Test func copiesAndForeignInstancesDoNotCount() throws {
        let text = """
            # example.com/cmd/a
            ./a.go:3:6: can inline main with cost 5 as: func() { }
            ./a.go:5:9: can inline count.func1 with cost 5 as: func() { }
            ./a.go:5:9: can inline main.count.func1 with cost 5 as: func() { }
            ./a.go:4:6: can inline count with cost 5 as: func() { }
            /go/src/slices/sort.go:9:6: can inline slices.Sort[go.shape.int] with cost 5 as: func() { }
            /go/src/slices/sort.go:10:6: moved to heap: x

            """
        let listing = [
            "main.main", "main.count", "main.count.func1", "main.main.count.func1", "slices.Sort[go.shape.int]",
        ]
        .map { ListingSource.function($0, "RET") }.joined()
        let all = try facts(text + listing)
        #expect(
            all.keys.sorted() == [
                "example.com/cmd/a.count", "example.com/cmd/a.count.func1", "example.com/cmd/a.main",
            ])
        #expect(all.values.allSatisfy { $0.escapes.isEmpty })
    }
}
