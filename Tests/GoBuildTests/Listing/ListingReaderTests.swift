import TestSupport
import Testing

@testable import GoBuild

@Suite struct ListingReaderTests {
    private func function(_ instructions: String, name: String = "main.F", line: Int = 10) throws -> ListingFunction {
        let output = try ListingSource.read(ListingSource.function(name, instructions, line: line))
        #expect(output.listing.unknownLines == 0, "\(output.listing.unknown)")
        return try #require(output.listing.functions.first)
    }

    @Test(arguments: [
        "main.large STEXT size=377 args=0x18 locals=0x20 funcid=0x0 align=0x0",
        "main.large STEXT size=377 align=0x0 args=0x18 locals=0x20 funcid=0x0",
        "main.large STEXT dupok nosplit size=377 align=0x0 args=0x18 locals=0x20 funcid=0x17 leaf",
        "main.large STEXTFIPS size=377 align=0x0 args=0x18 locals=0x20 funcid=0x0",
    ]) func heads(head: String) throws {
        let text = """
            # example.com/a [example.com/a.test]
            \(head)
            \t0x0000 00000 (/src/a b (c)/a.go:29)\tTEXT\tmain.large(SB), ABIInternal, $32-24
            \t0x0000 00000 (/src/a b (c)/a.go:29)\tFUNCDATA\t$5, main.large.arginfo1(SB)
            \t0x0000 00000 (<unknown line number>)\tNOP
            \t0x0000 00000 (/src/a b (c)/a.go:31)\tXORL\tAX, AX
            \t0x0002 00002 (/src/a b (c)/b.go:99)\tRET
            \t0x0000 31 c0 c3                                         1..
            \trel 3+0 t=24 type:int+0
            go:cuinfo.producer.main SDWARFCUINFO dupok size=0 align=0x0
             SDWARFVAR size=26
            \t0x0000 00 01

            """
        let output = try ListingSource.read(text)
        let listing = output.listing
        #expect(listing.unknownLines == 0 && output.log.unknownLines == 0)
        #expect(listing.functions.count == 1 && listing.dataSymbols == 2)
        let function = listing.functions[0]
        #expect(listing.text(function.package) == "example.com/a")
        #expect(listing.text(function.symbol) == "main.large")
        #expect(listing.text(function.file) == "/src/a b (c)/a.go")
        #expect((function.line, function.size, function.frame) == (29, 377, 32))
        #expect(Array(listing.sourceLines[function.sourceLines]) == [29, 31])
        #expect(function.instructions == 2)
        #expect(function.isShared == head.contains("dupok"))
    }

    @Test func namesWithSpacesAndHashes() throws {
        let names = [
            "sync/atomic.(*Pointer[go.shape.struct { os.mu sync.Mutex; os.buf *[]uint8 }]).Load",
            "main.counter.func1#Fy+1lUJn4Gg=#", "type:.eq.[2]interface {}",
            "main.F[go.shape.struct { X int \"size=3\" }]",
        ]
        let listing = try ListingSource.read(names.map { ListingSource.function($0, "RET") }.joined()).listing
        #expect(listing.functions.map { listing.text($0.symbol) } == names)
        #expect(listing.functions.allSatisfy { $0.size == 4 && $0.frame == 32 })
    }

    private static let runtime: [(String, RuntimeCall)] = [
        ("runtime.newobject", .allocation), ("runtime.mallocgcSmallScanNoHeaderSC7", .allocation),
        ("runtime.mallocgcTinySC2", .allocation), ("runtime.growsliceNoAlias", .allocation),
        ("runtime.convTstring", .allocation), ("runtime.makemap_small", .allocation),
        ("runtime.panicIndex", .boundsCheck), ("runtime.panicSlice3AcapU", .boundsCheck),
        ("runtime.panicBounds", .boundsCheck), ("runtime.gcWriteBarrier2", .writeBarrier),
        ("runtime.wbZero", .writeBarrier), ("runtime.deferprocStack", .deferred), ("runtime.deferreturn", .deferred),
        ("runtime.mapaccess2_faststr", .map), ("runtime.mapIterNext", .map), ("runtime.typeAssert", .interface),
        ("runtime.efaceeq", .interface), ("runtime.newproc", .goStatement), ("runtime.morestack_noctxt", .growth),
    ]

    @Test func callsOfTheRuntime() throws {
        for (name, call) in Self.runtime {
            #expect(RuntimeCall.of(name) == call, "\(name)")
            let calls = try function("CALL \(name)(SB)\nCALL \(name)(SB)\nRET").calls
            #expect(calls.allocations == (call == .allocation ? 2 : 0), "\(name)")
            #expect(calls.boundsPanics == (call == .boundsCheck ? 2 : 0), "\(name)")
            #expect((calls.named, calls.dynamic) == (2, 0))
        }
    }

    @Test func otherCalls() throws {
        let text = ListingSource.function(
            "main.F",
            """
            CALL fmt.Println(SB)
            CALL main.(*T[go.shape.struct { X int }]).M(SB)
            CALL runtime.slicebytetostringtmp(SB)
            CALL runtime.printlock(SB)
            CALL fmt.Println(SB)
            CALL CX
            CALL (DX)
            CALL (R26)
            """)
        let listing = try ListingSource.read(text).listing
        let function = listing.functions[0]
        var counts = CallCounts()
        (counts.named, counts.dynamic) = (5, 3)
        #expect(function.calls == counts)
        let callees = listing.callees[function.callees].map { "\(listing.text($0.symbol)) \($0.count)" }.sorted()
        #expect(callees == ["fmt.Println 2", "main.(*T[go.shape.struct { X int }]).M 1"])
    }

    // MARK: - Hashes

    private static let body = """
        MOVQ main..autotmp_11+16(SP), AX
        TESTQ AX, AX
        JNE 16
        CALL main.F.func2(SB)
        LEAQ main..stmp_3(SB), CX
        RET
        """

    /// What each build numbers anew is no difference.
    @Test(arguments: [
        ("autotmp_11", "autotmp_7"), ("func2", "func10"), ("func2", "func1.2.1"), ("stmp_3", "stmp_42"),
        ("main.F.func2(SB)", "main.F.func2#Fy+1lUJn4Gg=#(SB)"),
    ]) func numbersAreNoDifference(from: String, to: String) throws {
        let parts = Self.body.split(separator: from, omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        let other = parts.joined(separator: to)
        let (a, b) = (try function(Self.body), try function(other, line: 500))
        #expect(a.opcodeHash == b.opcodeHash)
        #expect(a.codeHash == b.codeHash)
    }

    @Test func registersAreOperands() throws {
        let a = try function(Self.body)
        for (from, to) in [("AX", "BX"), ("16(SP)", "24(SP)"), ("main.F.", "main.G."), ("JNE 16", "JNE 20")] {
            let b = try function(
                Self.body.split(separator: from, omittingEmptySubsequences: false).joined(separator: to))
            #expect(a.opcodeHash == b.opcodeHash, "\(from)")
            #expect(a.codeHash != b.codeHash, "\(from)")
        }
        let c = try function(Self.body.split(separator: "TESTQ").joined(separator: "TESTL"))
        #expect(a.opcodeHash != c.opcodeHash && a.codeHash != c.codeHash)
    }

    /// A jump leads to an instruction, however many bytes lie between.
    @Test func jumpsLeadToInstructions() throws {
        func text(_ far: Bool) -> String {
            let (second, third) = far ? ("0x0006 00006", "0x000b 00011") : ("0x0002 00002", "0x0007 00007")
            return """
                main.F STEXT size=\(far ? 12 : 8) args=0x0 locals=0x0 funcid=0x0
                \t0x0000 00000 (/a.go:1)\tJLS\t\(far ? 11 : 7)
                \t\(second) (/a.go:1)\tCALL\tmain.G(SB)
                \t\(third) (/a.go:1)\tPCDATA\t$0, $-1
                \t\(third) (/a.go:1)\tRET

                """
        }
        let (near, far) = (try ListingSource.read(text(false)).listing, try ListingSource.read(text(true)).listing)
        #expect(near.functions[0].codeHash == far.functions[0].codeHash)
        #expect(near.functions[0].size != far.functions[0].size)
    }

    // MARK: - Input that is none

    @Test func linesThatAreNotUnderstoodAreKept() throws {
        let text = ListingSource.function("main.F", "RET") + "\tnonsense\n\t0x0000 00000 /a.go\tRET\n"
        let listing = try ListingSource.read(text).listing
        #expect(listing.unknownLines == 2)
        #expect(listing.unknown.map(\.text) == ["\tnonsense", "\t0x0000 00000 /a.go\tRET"])
        #expect(listing.unknown[0].offset == text.utf8.count - "\tnonsense\n\t0x0000 00000 /a.go\tRET\n".utf8.count)
        #expect(!listing.isCut)
        #expect(try ListingSource.read(String(text.dropLast())).listing.isCut)
    }

    /// Longer than what is read at once: no line is lost or taken twice at the seams.
    @Test func seams() throws {
        let text = (0..<7000).map { ListingSource.function("main.F\($0)", Self.body) }.joined()
        #expect(text.utf8.count > 3 << 20)
        let listing = try ListingSource.read("# a\n" + text).listing
        #expect(listing.functions.count == 7000 && listing.unknownLines == 0)
        #expect(Set(listing.functions.map(\.codeHash)).count == 1)
        #expect(listing.lines == 7000 * 10)
    }

    @Test func hostileInput() throws {
        let message = "# a\n/src/a.go:10:6: can inline F with cost 4 as: func() { }\n"
        let bytes = Array((message + ListingSource.function("main.F", Self.body)).utf8)
        for input in Hostile.all(of: bytes, seed: 7) {
            let output = try ListingSource.read(input.bytes)
            #expect(output.listing.functions.count <= 2, "\(input)")
            _ = BaselineFile.write(BuildFacts(output))
        }
    }
}
