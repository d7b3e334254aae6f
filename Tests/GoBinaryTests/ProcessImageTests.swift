import Evidence
import Glibc
import TestSupport
import Testing
import Wire

@testable import GoBinary

/// Images of running programs, against their files.
@Suite struct ProcessImageTests {
    typealias Variant = SmallProgram.Variant

    @Test(arguments: versions, [Variant.stripped, .strippedPositionIndependent])
    func imageInMemoryIsThatOfTheFile(version: String, variant: Variant) throws {
        let program = try SmallProgram.build(version, variant)
        // The program waits for the end of its input.
        let (running, _) = try program.startAndWait()
        defer { running.close() }
        let memory = try ProcessMemory(running.processID)
        let file = try open(program.executable)
        let slide = try #require(file.slide(in: try memory.mappings(), executablePath: program.executable))
        #expect((slide == .none) == (variant.flags == ["-ldflags=-s -w"]))
        let base = file.segments.map(\.address.rawValue).min().map { ($0 & ~4095) &+ slide.rawValue }
        let image = try Executable(memory: memory, imageBase: try #require(base), path: "process")
        #expect(image.memorySlide == slide)
        let module = try file.moduleData(in: memory, slide: slide)
        #expect(try image.moduleData() == module)
        #expect(try file.moduleData() == module)
        #expect(try image.buildInformation() == file.buildInformation())
        #expect(image.goBuildID == file.goBuildID)
        #expect(ImageComparison.of(image, file) == .same)
        let table = try image.functionTable()
        let own = try file.functionTable(moduleData: module)
        #expect(table.count == own.count)
        for name in ["main.touch", "runtime.allgadd", "runtime.gopark"] {
            let function = try #require(table.function(named: name))
            #expect(own.function(named: name) == function)
            #expect(table.inlinedFunctionNames(function) == own.inlinedFunctionNames(function))
        }
        #expect(RuntimeGlobals.byMachineCode(image, table) == RuntimeGlobals.byMachineCode(file, own))
        // What is found is the list of goroutines: its length is that of the slice, and not 0.
        let globals = try RuntimeGlobals.find(in: image, functions: table)
        let length = try #require(globals.allglen).moved(by: slide).rawValue
        let list = try #require(globals.allgs).moved(by: slide).rawValue
        let count = try #require(memory.word(at: length))
        #expect((3...64).contains(count))
        #expect(memory.word(at: list + 8) == count)
        let pointer = try #require(globals.allgptr).moved(by: slide).rawValue
        #expect(memory.word(at: list) == memory.word(at: pointer))
        let processors = try #require(globals.allp).moved(by: slide).rawValue
        #expect((1...4096).contains(memory.word(at: processors + 8) ?? 0))
        let semaphores = try #require(globals.semtable).moved(by: slide).rawValue
        #expect(memory.word(at: semaphores) != nil)
    }
}

/// A process's memory through /proc/PID/mem: slow and simple, for these tests.
final class ProcessMemory: MemoryReader {
    private let descriptor: Int32
    private let processID: Int32
    var name: String { "process \(processID)" }

    init(_ processID: Int32) throws {
        self.processID = processID
        descriptor = open("/proc/\(processID)/mem", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestSupportError("/proc/\(processID)/mem cannot be opened: \(errno)") }
    }

    deinit { close(descriptor) }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        buffer.reserve(ranges.map(\.count).reduce(0, +))
        var failed: [Int] = []
        buffer.withUnsafeMutableBytes { target in
            var at = 0
            for (number, range) in ranges.enumerated() {
                let part = UnsafeMutableRawBufferPointer(rebasing: target[at..<at + range.count])
                let got = pread(descriptor, part.baseAddress, range.count, Int(truncatingIfNeeded: range.address))
                if got != range.count {
                    part.initializeMemory(as: UInt8.self, repeating: 0)
                    failed.append(number)
                }
                at += range.count
            }
        }
        return failed
    }

    func mappings() throws -> [MemoryMapping] {
        try Files.lines("/proc/\(processID)/maps").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard words.count >= 5 else { return nil }
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            return MemoryMapping(
                start: ends[0], end: ends[1], isReadable: words[1].contains("r"), isWritable: words[1].contains("w"),
                isExecutable: words[1].contains("x"), fileOffset: UInt64(words[2], radix: 16) ?? 0,
                inode: UInt64(words[4]) ?? 0, path: words.count > 5 ? String(words[5]) : "")
        }
    }
}
