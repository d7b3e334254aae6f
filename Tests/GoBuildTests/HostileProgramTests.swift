import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// Damaged programs and files that are none of Go's: an answer or an error, in bounded time.
@Suite("Damaged programs") struct HostileProgramTests {
    private static func look(_ input: HostileInput) {
        guard let executable = try? Executable(contents: Bytes(input.bytes), path: "damaged") else { return }
        if let program = try? ProgramFunctions(executable) {
            #expect(program.functions.count == program.table.count, "\(input)")
            _ = try? program.functions(meant: "main.main")
        }
        guard let size = try? ProgramSize(executable, fileSize: input.bytes.count) else { return }
        #expect(size.parts.allSatisfy { $0.size >= 0 }, "\(input)")
        _ = SizeDifference(size, size)
    }

    @Test("Cut off and altered", arguments: ["amd64", "arm64"]) func damaged(architecture: String) throws {
        let built = try MachineProgram.build("1.27.3", architecture: architecture, flags: MachineProgram.stripped)
        let bytes = try Files.bytes(built.executable)
        for input in Hostile.truncations(of: bytes, step: bytes.count / 12) { Self.look(input) }
        for input in Hostile.bitFlips(of: bytes, count: 6, seed: 3) { Self.look(input) }
        // The head of the function table and the tables of functions are where it hurts.
        let table = bytes.indices.dropLast(8).first {
            bytes[$0] == 0xf1 && bytes[$0 + 1] == 0xff && bytes[$0 + 2] == 0xff && bytes[$0 + 3] == 0xff
                && bytes[$0 + 4] == 0 && bytes[$0 + 7] == 8
        }
        let start = try #require(table)
        var generator = SeededGenerator(seed: 5)
        for number in 0..<8 {
            var copy = bytes
            for _ in 0..<40 {
                let reach = number % 2 == 0 ? 80 : 1 << 20
                let place = min(start + 8 + Int.random(in: 0..<reach, using: &generator), bytes.count - 1)
                copy[place] = UInt8.random(in: 0...255, using: &generator)
            }
            Self.look(HostileInput("function table, copy \(number)", copy))
        }
    }

    @Test("Functions that lie on top of each other are decoded once") func overlap() throws {
        let built = try MachineProgram.build("1.27.3")
        let program = try ProgramFunctions(try MachineProgram.open(built))
        let text = program.functions.reduce(0) { $0 + $1.size }
        #expect(program.functions.reduce(0) { $0 + $1.undecoded } < text / 1000)
    }

    @Test("A program of C") func otherLanguage() throws {
        let path = "/bin/sh"
        let executable = try Executable(contents: try MappedFile.open(path), path: path)
        let error = #expect(throws: InputError.self) { try ProgramFunctions(executable) }
        #expect(error?.code == .notFound && error?.message.contains("Go function table") == true)
        #expect(throws: InputError.self) { try ProgramSize(executable, fileSize: 1) }
    }

    @Test("Processors whose code is not decoded have sizes still") func otherProcessor() throws {
        let built = try MachineProgram.build("1.27.3", architecture: "386")
        let executable = try MachineProgram.open(built)
        let error = #expect(throws: InputError.self) { try ProgramFunctions(executable) }
        #expect(error?.code == .unsupported)
        let program = try ProgramFunctions(executable, decoding: false)
        #expect(
            !program.isDecoded && program.functions.contains { $0.name == "main.main" && $0.size > 0 && $0.frame > 0 })
    }
}
