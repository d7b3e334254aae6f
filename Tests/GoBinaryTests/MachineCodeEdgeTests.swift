import Evidence
import Testing
import Wire

@testable import GoBinary

/// Machine code at the edges of the address space; found by fuzzing.
@Suite("Machine code at the edges")
struct MachineCodeEdgeTests {
    /// A call and a jump, both to the address behind the five bytes of the jump.
    @Test("Code that would end behind the last address, amd64", arguments: [0, UInt64.max - 3, UInt64.max - 9])
    func amd64(start: UInt64) {
        let code = CodeBytes(bytes: Bytes([0xe8, 5, 0, 0, 0, 0xe9, 0, 0, 0, 0, 0xc3]), start: start)
        #expect(AMD64Code.calls(in: code).map(\.target) == [StaticAddress(start &+ 10)])
        #expect(code.contains(start) && code.contains(start &+ 10) && !code.contains(start &+ 11))
    }

    /// `bl` and `b` to the next instruction.
    @Test("Code that would end behind the last address, arm64", arguments: [0, UInt64.max - 3, UInt64.max - 7])
    func arm64(start: UInt64) {
        let code = CodeBytes(bytes: Bytes([1, 0, 0, 0x94, 1, 0, 0, 0x14, 0, 0, 0, 0]), start: start)
        #expect(ARM64Code.calls(in: code).map(\.target) == [StaticAddress(start &+ 4)])
    }
}
