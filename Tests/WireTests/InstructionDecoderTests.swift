import TestSupport
import Testing
import Wire

/// Instructions of amd64 as text, and what is done with bytes that are none.
@Suite struct InstructionDecoderTests {
    private static let cases: [(code: [UInt8], gnu: String, intel: String)] = [
        ([0x49, 0x3b, 0x66, 0x10], "cmp 0x10(%r14), %rsp", "cmp rsp, qword ptr [r14+0x10]"),
        ([0x0f, 0x97, 0xc0], "seta %al", "seta al"),
        ([0x48, 0x0f, 0x45, 0xf7], "cmovne %rdi, %rsi", "cmovne rsi, rdi"),
        ([0xff, 0x02], "incl (%rdx)", "inc dword ptr [rdx]"),
        ([0x48, 0xd3, 0x20], "shlq %cl, (%rax)", "shl qword ptr [rax], cl"),
        ([0x0f, 0xb6, 0x5c, 0x24, 0x2e], "movzbl 0x2e(%rsp), %ebx", "movzx ebx, byte ptr [rsp+0x2e]"),
        ([0x4d, 0x63, 0xc0], "movslq %r8d, %r8", "movsxd r8, r8d"),
        ([0xf2, 0x0f, 0x10, 0x0c, 0xda], "movsd (%rdx,%rbx,8), %xmm1", "movsd xmm1, qword ptr [rdx+rbx*8]"),
        ([0x0f, 0x1f, 0x40, 0x00], "nopl (%rax)", "nop dword ptr [rax]"),
        ([0x90], "nop", "nop"),
        ([0xf0, 0x0f, 0xb1, 0x11], "lock cmpxchg %edx, (%rcx)", "lock cmpxchg dword ptr [rcx], edx"),
        ([0xf3, 0x48, 0xab], "rep stos", "rep stosq"),
        ([0x48, 0x99], "cqto", "cqo"), ([0x0f, 0x18, 0x00], "prefetchnta (%rax)", "prefetchnta"),
        ([0xc3], "ret", "ret"),
    ]

    @Test func names() throws {
        let (gnu, intel) = (try InstructionDecoder(syntax: .gnu), try InstructionDecoder(syntax: .intel))
        for (code, gnuText, intelText) in Self.cases {
            let decoded = try #require(gnu.decode(Bytes(code), at: 0, address: 0x1000))
            #expect(decoded.length == code.count)
            #expect(decoded.text.hasPrefix(gnuText), "\(decoded.text)")
            let other = try #require(intel.decode(Bytes(code), at: 0, address: 0x1000))
            #expect(other.text.lowercased().hasPrefix(intelText), "\(other.text)")
        }
    }

    private static let goCases: [(code: [UInt8], text: String)] = [
        ([0x49, 0x3b, 0x66, 0x10], "CMPQ SP, 0x10(R14)"), ([0x48, 0x8b, 0x44, 0x24, 0x28], "MOVQ 0x28(SP), AX"),
        ([0x48, 0x8d, 0x6c, 0x24, 0x08], "LEAQ 0x8(SP), BP"), ([0x84, 0xc0], "TESTB AL, AL"),
        ([0x44, 0x88, 0xc0], "MOVB R8, AL"), ([0x0f, 0x97, 0xc0], "SETA AL"), ([0x48, 0xd3, 0x20], "SHLQ CL, 0(AX)"),
        ([0xd1, 0xe0], "SHLL $0x1, AX"), ([0x48, 0x83, 0xc4, 0x80], "ADDQ $-0x80, SP"),
        ([0xb0, 0xff], "MOVB $0xff, AL"),
        ([0xb8, 0xff, 0xff, 0xff, 0xff], "MOVL $-0x1, AX"),
        ([0x48, 0xb8, 0, 0, 0, 0x80, 0, 0, 0, 0], "MOVQ $0x80000000, AX"),
        ([0xf2, 0x0f, 0x10, 0x0c, 0xda], "MOVSD_XMM 0(DX)(BX*8), X1"), ([0xf3, 0x48, 0xab], "REP; STOSQ AX, ES:0(DI)"),
        ([0xf0, 0x0f, 0xb1, 0x11], "LOCK CMPXCHGL DX, 0(CX)"), ([0xf2, 0x48, 0x0f, 0x2a, 0xc1], "CVTSI2SDQ CX, X0"),
        ([0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0], "CS NOPW 0(AX)(AX*1)"), ([0x66, 0x90], "NOPW"),
        ([0x64, 0x4c, 0x8b, 0x34, 0x25, 0xf8, 0xff, 0xff, 0xff], "MOVQ FS:0xfffffff8, R14"),
        ([0xff, 0x52, 0x18], "CALL 0x18(DX)"), ([0x41, 0xff, 0xe3], "JMP R11"), ([0xcc], "INT $0x3"),
        ([0x4c, 0x8d, 0xa4, 0x24, 0x78, 0xff, 0xff, 0xff], "LEAQ -0x88(SP), R12"),
        ([0x0f, 0x38, 0xcb, 0xd1], "SHA256RNDS2 X0, X1, X2"), ([0x66, 0x48, 0x0f, 0x38, 0xf6, 0xc1], "ADCXQ CX, AX"),
        ([0xc4, 0xe3, 0xfb, 0xf0, 0xc8, 0x20], "RORXQ $0x20, AX, CX"),
        ([0xc4, 0xe2, 0xf9, 0xf7, 0xca], "SHLXQ AX, DX, CX"), ([0xc5, 0xfd, 0xef, 0xc1], "VPXOR Y1, Y0, Y0"),
        ([0x62, 0xf2, 0x7d, 0xc9, 0x8d, 0xc1], "VPERMB.Z Z1, Z0, K1, Z0"),
        ([0x62, 0xf1, 0xfe, 0x48, 0x6f, 0x40, 0x01], "VMOVDQU64 0x40(AX), Z0"),
    ]

    @Test func goNames() throws {
        let decoder = try InstructionDecoder(syntax: .go)
        for (code, text) in Self.goCases {
            let decoded = try #require(decoder.decode(Bytes(code), at: 0, address: 0x1000), "\(text)")
            #expect(decoded.text == text && decoded.length == code.count && decoded.place == nil)
        }
    }

    /// What a symbol may take the place of.
    @Test func places() throws {
        let decoder = try InstructionDecoder(syntax: .go)
        let cases: [([UInt8], String, String)] = [
            ([0xe8, 0xfb, 0xff, 0xff, 0xff], "CALL 0x1000", "0x1000"), ([0x76, 0x02], "JBE 0x1004", "0x1004"),
            ([0x48, 0x89, 0x05, 0x10, 0, 0, 0], "MOVQ AX, 0x10(IP)", "0x10(IP)"),
            ([0x48, 0x83, 0x3d, 0xf0, 0xff, 0xff, 0xff, 0], "CMPQ -0x10(IP), $0x0", "-0x10(IP)"),
        ]
        for (code, text, place) in cases {
            let decoded = try #require(decoder.decode(Bytes(code), at: 0, address: 0x1000))
            let bytes = Array(decoded.text.utf8)
            #expect(decoded.text == text && decoded.place.map { String(decoding: bytes[$0], as: UTF8.self) } == place)
        }
    }

    @Test func targets() throws {
        let decoder = try InstructionDecoder(syntax: .gnu)
        let call = try #require(
            decoder.decode(Bytes([0xe8, 0xfb, 0xff, 0xff, 0xff] as [UInt8]), at: 0, address: 0x1000))
        #expect(call.flow == .call && call.target == 0x1000 && call.text == "call 0x1000")
        let jump = try #require(decoder.decode(Bytes([0x90, 0x74, 0x02] as [UInt8]), at: 1, address: 0x1001))
        #expect(jump.flow == .jump && jump.target == 0x1005 && jump.text == "je 0x1005")
        let load = try #require(
            decoder.decode(Bytes([0x48, 0x8b, 0x05, 0x10, 0, 0, 0] as [UInt8]), at: 0, address: 0x1000))
        #expect(load.reference == 0x1017 && load.text == "mov 0x10(%rip), %rax" && load.flow == .next)
        #expect(decoder.decode(Bytes([0xc3] as [UInt8]), at: 0, address: 0)?.flow == .return)
    }

    /// Any bytes give an instruction that lies within them, or none.
    @Test func noise() throws {
        let decoders = try [.gnu, .intel, .go].map { try InstructionDecoder(syntax: $0) }
        var generator = SeededGenerator(seed: 11)
        var decoded = 0
        for _ in 0..<20_000 {
            let code = (0..<Int.random(in: 0...16, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            for decoder in decoders {
                let address = UInt64.random(in: 0...UInt64.max, using: &generator)
                guard let instruction = decoder.decode(Bytes(code), at: 0, address: address) else { continue }
                decoded += 1
                #expect((1...min(15, code.count)).contains(instruction.length) && !instruction.text.isEmpty)
            }
            #expect(decoders[0].decode(Bytes(code), at: code.count, address: 0) == nil)
        }
        #expect(decoded > 10_000)
    }

    /// Lengths and names of all that a Go program consists of.
    @Test(.enabled(if: Files.isExecutable("/usr/bin/objdump"), "objdump is not installed"))
    func namesAreThoseOfObjdump() throws {
        let program = try GoProgram.zoo("demo", toolchain: try GoToolchain.newest())
        let dump = try Command.run("/usr/bin/objdump", ["-d", "--insn-width=16", program.executable])
        let decoder = try InstructionDecoder(syntax: .gnu)
        var compared = 0
        var different: [String: Int] = [:]
        for line in dump.output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            guard parts.count == 3, !parts[2].contains("(bad)"), !parts[2].contains("data16"),
                let address = UInt64(parts[0].drop { $0 == " " }.dropLast(), radix: 16)
            else { continue }
            let code = parts[1].split(separator: " ").compactMap { UInt8($0, radix: 16) }
            let words = parts[2].split(separator: " ")
            let decoded = decoder.decode(Bytes(code), at: 0, address: address)
            compared += 1
            let name = String(words.first ?? "")
            if decoded?.length != code.count { different["length of \(name)", default: 0] += 1 }
            let own = String(decoded?.text.split(separator: " ").first ?? "")
            // 66 90, a padding of two bytes.
            if name == "xchg", own == "nop" { continue }
            if own != name { different["\(name) is \(own)", default: 0] += 1 }
        }
        let count = different.values.reduce(0, +)
        #expect(compared > 100_000 && count * 2000 < compared, "\(count) of \(compared): \(different)")
        #expect(!different.keys.contains { $0.hasPrefix("length") }, "\(different)")
    }
}
