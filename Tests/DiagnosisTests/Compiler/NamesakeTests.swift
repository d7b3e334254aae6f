import GoBuild
import TestSupport
import Testing
import Wire

@testable import Diagnosis

/// Packages often have functions of one name in files of one name: what is said of one must not stand beside another.
@Suite struct NamesakeTests {
    private let log: CompilerLog
    private let index: DecisionIndex

    init() throws {
        let said = """
            # example.com/shop/red
            red/codec.go:5:6: can inline Encode with cost 7 as: func(int) int { return n }
            red/codec.go:6:9: x escapes to heap
            # example.com/shop/blue
            blue/codec.go:5:6: cannot inline Encode: recursive
            blue/codec.go:6:9: y escapes to heap
            # example.com/shop/cmd
            cmd/codec.go:5:6: cannot inline main: unhandled op SELECT
            cmd/codec.go:6:9: z escapes to heap
            blue/sum.go:5:6: can inline Sum[go.shape.int] with cost 7 as: func(int) int { return n }
            # gopkg.in/shop.v2
            shop.v2/codec.go:5:6: can inline Encode with cost 9 as: func(int) int { return n }

            """
        var reader = CompilerLogReader()
        let folder = try TemporaryFolder()
        try Files.write(said, to: folder.file("said"))
        log = try reader.read(SequentialInput(path: folder.file("said")))
        index = DecisionIndex(log)
    }

    @Test(arguments: [
        ("example.com/shop/red.Encode", "/src/shop/red/codec.go", "x", DecisionKind.canInline),
        ("example.com/shop/blue.Encode", "/src/shop/blue/codec.go", "y", .cannotInline),
        ("main.main", "/src/shop/cmd/codec.go", "z", .cannotInline),
        ("main.main", "example.com/shop/cmd/codec.go", "z", .cannotInline),
    ])
    func eachHasItsOwn(function: String, file: String, escape: String, kind: DecisionKind) {
        #expect(index.inlining(of: function, in: file)?.kind == kind)
        #expect(index.escapes(in: function, file, line: 6).map { log.text($0.name) } == [escape])
    }

    /// `cmd` uses a generic function of `blue`.
    @Test func genericFunctionsAreCompiledElsewhere() {
        #expect(index.inlining(of: "example.com/shop/blue.Sum[...]", in: "/src/shop/blue/sum.go")?.kind == .canInline)
        #expect(index.inlining(of: "example.com/shop/red.Sum[...]", in: "/src/shop/red/sum.go") == nil)
    }

    @Test func dotsOfAPathAreEscapedInProfiles() {
        #expect(
            index.inlining(of: "gopkg.in/shop%2ev2.Encode", in: "/src/gopkg.in/shop.v2/codec.go")?.kind == .canInline)
    }

    @Test(arguments: [
        ("example.com/shop/green.Encode", "/src/shop/green/codec.go"), ("main.main", "/src/other/codec.go"),
    ])
    func ofOthersNothingIsSaid(function: String, file: String) {
        #expect(index.inlining(of: function, in: file) == nil)
        #expect(index.escapes(in: function, file, line: 6).isEmpty)
    }
}
