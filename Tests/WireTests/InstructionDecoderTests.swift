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
        let decoders = [try InstructionDecoder(syntax: .gnu), try InstructionDecoder(syntax: .intel)]
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
