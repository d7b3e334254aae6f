import Evidence
import GoBinary
import GoProcess
import TestSupport
import Testing
import Wire

@Suite struct CoreFileTests {
    /// Two threads, a page of text of which the core has the first 64 bytes, a page left out, two pages of data.
    private func sample(machine: UInt16 = 62) -> CoreFileBuilder {
        var core = CoreFileBuilder(machine: machine)
        let (pc, sp, fp, g) = machine == 62 ? (16, 19, 4, 1) : (32, 31, 29, 28)
        core.add(thread: 42, signal: 11, registers: [pc: 0x401000, sp: 0x7000, fp: 0x7100, g: 0x9000])
        core.add(command: "./server -v ", process: 42)
        core.add(
            note: 0x5349_4749, [11] + [UInt8](repeating: 0, count: 15) + [0x10] + [UInt8](repeating: 0, count: 111))
        core.add(thread: 43, registers: machine == 62 ? [pc: 0x402000, 15: 202, 14: 7] : [pc: 0x402000, 30: 0x402004])
        core.add(files: [(0x400000, 0x401000, 0, "/bin/server"), (0x401000, 0x402000, 1, "/bin/server")])
        core.add(auxiliary: [(3, 0x400040), (9, 0x401000)])
        core.segments = [
            .init(start: 0x400000, bytes: Array(0..<64), memorySize: 0x1000, flags: 4),
            .init(start: 0x401000, bytes: [], memorySize: 0x1000, flags: 5),
            .init(start: 0xc000, bytes: [UInt8](repeating: 0xc0, count: 0x2000), memorySize: 0x3000),
        ]
        return core
    }

    /// A file that the sample's mappings can be of.
    private let file = (0..<0x1800).map { UInt8(truncatingIfNeeded: $0 < 64 ? $0 : $0 / 7) }

    @Test(arguments: [UInt16(62), 183]) func threadsAndFacts(machine: UInt16) throws {
        let core = try CoreFile(contents: Bytes(sample(machine: machine).bytes()), path: "core")
        #expect(core.architecture == (machine == 62 ? .amd64 : .arm64))
        #expect(core.recordedProcessID == 42 && core.processID == nil && core.command == "./server -v")
        #expect(core.signal == 11 && core.faultAddress == RuntimeAddress(16))
        #expect(core.executablePath == "/bin/server")
        #expect(core.recordedThreads.map(\.id) == [42, 43])
        let registers = try #require(core.recordedThreads[0].registers)
        #expect(registers.programCounter == 0x401000 && registers.stackPointer == 0x7000)
        #expect(registers.framePointer == 0x7100 && registers.goroutineRegister == 0x9000)
        let second = core.recordedThreads[1]
        #expect(second.registers?.linkRegister == (machine == 62 ? 0 : 0x402004))
        #expect(second.systemCall?.number == (machine == 62 ? 202 : nil))
        #expect(second.systemCall?.arguments.first == (machine == 62 ? 7 : nil))
        #expect(core.quality.isEmpty)
        var quality = Quality()
        #expect(core.threads(quality: &quality) == core.recordedThreads)
    }

    @Test func memoryComesFromTheCoreAndFromTheFile() throws {
        let alone = try CoreFile(contents: Bytes(sample().bytes()), path: "core")
        let buffer = MemoryBuffer()
        let ranges = [
            MemoryRange(address: 0x400000, count: 64), MemoryRange(address: 0x400030, count: 32),
            MemoryRange(address: 0xdff0, count: 16), MemoryRange(address: 0xdff8, count: 16),
            MemoryRange(address: 0x401000, count: 4), MemoryRange(address: 0, count: 1),
            MemoryRange(address: .max, count: 8), MemoryRange(address: 0xc000, count: -1),
            MemoryRange(address: 0x50, count: 0),
        ]
        #expect(alone.read(ranges, into: buffer) == [1, 3, 4, 5, 6, 7])
        #expect(buffer.bytes(0, 64).array == Array(0..<64))
        #expect(buffer.bytes(64, 32).array == [UInt8](repeating: 0, count: 32))
        #expect(buffer.bytes(96, 16).array == [UInt8](repeating: 0xc0, count: 16))

        let whole = try alone.supplying(Bytes(file))
        // Written memory that the core lacks is not made up; the file ends at byte 0x1800.
        #expect(whole.read(ranges, into: buffer) == [3, 5, 6, 7])
        #expect(buffer.bytes(64, 32).array == Array(file[0x30..<0x50]))
        #expect(try whole.bytes(at: 0x400000, count: 0x1800).array == file)
        #expect(throws: InputError.self) { try whole.bytes(at: 0x400000, count: 0x1801) }
        #expect(whole.read([MemoryRange(address: 0, count: .max), ranges[0]], into: buffer) == [0, 1])
    }

    @Test func anotherBuildOfTheExecutableIsRefused() throws {
        let core = try CoreFile(contents: Bytes(sample().bytes()), path: "core")
        var other = file
        other[32] ^= 1
        // What the core has of the mapping is too short to compare a page with; with the page it is compared.
        var complete = sample()
        complete.segments[0].bytes = Array(file[..<0x1000])
        let comparable = try CoreFile(contents: Bytes(complete.bytes()), path: "core")
        _ = try comparable.supplying(Bytes(file))
        #expect {
            try comparable.supplying(Bytes(other))
        } throws: { error in
            let error = error as? InputError
            return error?.code == .malformed && error?.message.contains("differ from byte 32 on") == true
        }
        #expect(try core.supplying(Bytes(file), for: "/lib/other.so").word(at: 0x401000) == nil)
    }

    @Test func mappingsHaveTheirFiles() throws {
        var builder = sample()
        builder.add(files: [(0x600000, 0x601000, 0x5000, "/lib/c.so")], pageSize: 1)
        let core = try CoreFile(contents: Bytes(builder.bytes()), path: "core")
        let mappings = try core.mappings()
        #expect(mappings.map(\.start) == [0xc000, 0x400000, 0x401000, 0x600000])
        #expect(mappings.map(\.path) == ["", "/bin/server", "/bin/server", "/lib/c.so"])
        #expect(mappings.map(\.fileOffset) == [0, 0, 4096, 0x5000])
        #expect(mappings.map(\.isExecutable) == [false, false, true, false])
        #expect(mappings[0].isWritable && !mappings[1].isWritable)
    }

    @Test func veryManyMappings() throws {
        var builder = CoreFileBuilder()
        builder.usesExtendedCount = true
        for index in 0..<70_000 {
            builder.segments.append(
                .init(
                    start: UInt64(0x10000 + index * 16), bytes: [UInt8](repeating: UInt8(index % 251), count: 8),
                    memorySize: 8))
        }
        let core = try CoreFile(contents: Bytes(builder.bytes()), path: "core")
        #expect(try core.mappings().count == 70_000)
        for index in [0, 1, 34_567, 69_999] {
            let expected = UInt64(index % 251) &* 0x0101_0101_0101_0101
            #expect(core.word(at: UInt64(0x10000 + index * 16)) == expected)
        }
        #expect(core.word(at: 0x10008) == nil)
    }

    @Test func otherFilesAreRefusedWithAdvice() throws {
        func code(_ bytes: [UInt8]) -> (InputError.Code?, String) {
            do {
                _ = try CoreFile(contents: Bytes(bytes), path: "core")
                return (nil, "")
            } catch let error as InputError { return (error.code, error.message) } catch { return (nil, "\(error)") }
        }
        #expect(code([]).0 == .notRecognised)
        #expect(code([0x28, 0xb5, 0x2f, 0xfd, 0]).1.contains("zstd -d"))
        var executable = sample().bytes()
        executable[16] = 2
        #expect(code(executable).0 == .notRecognised)
        #expect(!CoreFile.isCore(Bytes(executable)) && CoreFile.isCore(Bytes(sample().bytes())))
        #expect(code(CoreFileBuilder(machine: 40).bytes()).0 == .unsupported)
        var absurd = sample().bytes()
        absurd.replaceSubrange(32..<40, with: [UInt8](repeating: 0xff, count: 8))
        #expect(code(absurd).0 == .truncated)
        var extended = sample()
        extended.usesExtendedCount = true
        var bytes = extended.bytes()
        let section = 64 + 4 * 56
        bytes.replaceSubrange(section + 44..<section + 48, with: [0xff, 0xff, 0xff, 0xff])
        #expect(code(bytes).0 == .malformed)
    }

    /// Each cut loses what lies behind it, says so, and leaves the rest as it is.
    @Test func everyTruncationIsReadAsFarAsItGoes() throws {
        let bytes = sample().bytes()
        let whole = try CoreFile(contents: Bytes(bytes), path: "core")
        for input in Hostile.truncations(of: bytes, step: bytes.count > 20_000 ? 7 : 1) {
            guard let core = try? CoreFile(contents: Bytes(input.bytes), path: "core") else {
                #expect(input.bytes.count <= 64, "\(input)")
                continue
            }
            #expect(!core.quality.isEmpty, "\(input)")
            #expect(core.recordedThreads == Array(whole.recordedThreads.prefix(core.recordedThreads.count)))
            #expect(core.word(at: 0xdff8) == nil)
        }
    }

    @Test func spoiltCoresAreSurvived() {
        let buffer = MemoryBuffer()
        for machine in [UInt16(62), 183] {
            var builder = sample(machine: machine)
            builder.segments[2].bytes = Array(builder.segments[2].bytes.prefix(64))
            for input in Hostile.all(of: builder.bytes(), seed: UInt64(machine)) {
                guard let core = try? CoreFile(contents: Bytes(input.bytes), path: "core") else { continue }
                let supplied = (try? core.supplying(Bytes(file))) ?? core
                let ranges = [0, 0x400000, 0x401ff0, 0xc000, 0xc030, .max - 4].map {
                    MemoryRange(address: $0, count: 64)
                }
                for index in supplied.read(ranges, into: buffer) {
                    #expect(buffer.bytes(index * 64, 64).array.allSatisfy { $0 == 0 }, "\(input)")
                }
                _ = try? supplied.mappings()
            }
        }
    }
}
