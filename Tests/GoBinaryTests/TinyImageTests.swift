import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBinary

/// Exact small inputs: all layouts, both byte orders and word sizes, all containers; and the same spoilt.
@Suite struct TinyImageTests {
    static let images: [TinyImage] =
        TinyImage.Tables.allCases.flatMap { tables in
            [
                TinyImage(tables: tables), TinyImage(tables: tables, pointerSize: 4),
                TinyImage(tables: tables, isBigEndian: true),
                TinyImage(tables: tables, pointerSize: 4, isBigEndian: true),
                TinyImage(container: .machO, tables: tables), TinyImage(container: .pe, tables: tables),
            ]
        }

    @Test(arguments: images) func everythingIsRead(image: TinyImage) throws {
        let executable = try Executable(contents: Bytes(image.bytes()), path: "tiny")
        #expect(executable.format.rawValue == image.container.rawValue)
        #expect(executable.pointerSize == image.pointerSize)
        #expect(executable.isBigEndian == image.isBigEndian)
        let information = try #require(try executable.buildInformation())
        #expect(information.goVersion == image.version)
        #expect(information.path == "example.org/tiny")
        #expect(information.dependencies.map(\.sum) == ["h1:abc="])
        #expect(information.setting("CGO_ENABLED") == "1")
        if image.container == .elf { #expect(executable.goBuildID == "a/b/c/d/e/f!") }
        if image.container == .machO { #expect(executable.gnuBuildID == "000102030405060708090a0b0c0d0e0f") }

        let module = try executable.moduleData()
        #expect(module.text.rawValue == image.text)
        #expect(module.types.rawValue == image.base + 0x10)
        #expect(module.etypes.rawValue == image.base + 0x20)
        #expect((module.goFunc == nil) == (image.tables == .go116))
        #expect(module.next == nil)
        try check(try executable.functionTable(), image)
    }

    private func check(_ table: FunctionTable, _ image: TinyImage) throws {
        #expect(table.count == 3)
        #expect(table.hasInlineTables)
        let main = try #require(table.function(named: "main.main"))
        let leaf = try #require(table.function(named: "main.leaf"))
        let names = (0...2).map { table.name(FunctionTable.FunctionIndex(rawValue: $0)) }
        #expect(names == ["main.main", "main.leaf", "runtime.deferreturn"])
        #expect(table.function(containing: StaticAddress(image.text + 63)) == main)
        #expect(table.function(containing: StaticAddress(image.text + 64)) == leaf)
        #expect(table.function(containing: StaticAddress(image.text + 160)) == nil)
        #expect(table.function(containing: StaticAddress(image.text - 1)) == nil)
        #expect(table.end(leaf) == StaticAddress(image.text + 128))
        #expect(table.isTopFrame(main) && !table.isTopFrame(leaf))
        let hasStartLines = image.tables == .go120 || image.tables == .go127
        #expect(table.startLine(main) == (hasStartLines ? 11 : 0))
        #expect([0, 4, 59, 60].map { table.frameSize(main, at: StaticAddress(image.text + $0)) } == [0, 24, 24, 0])
        #expect(table.frameSize(main, at: StaticAddress(image.text + 64)) == nil)
        #expect(table.maximumFrameSize(main) == 24)
        #expect(table.inlinedFunctionNames(main) == ["main.leaf"])
        let frames = table.logicalFrames(main, at: StaticAddress(image.text + 20))
        #expect(frames.map(\.function) == ["main.leaf", "main.main"])
        #expect(frames.map(\.file) == ["leaf.go", "main.go"])
        #expect(frames.map(\.line) == [31, 12])
        #expect(frames.map(\.isInlined) == [true, false])
        #expect(frames.map(\.startLine) == (hasStartLines ? [30, 11] : [0, 0]))
        #expect(table.logicalFrames(main, at: StaticAddress(image.text + 40)).map(\.line) == [13])
        let wrapper = try #require(table.function(named: "runtime.deferreturn"))
        #expect(table.logicalFrames(wrapper, at: table.entry(wrapper)).map(\.isWrapper) == [true])
        #expect(frames.map(\.isWrapper) == [false, false])
    }

    /// The image as a loader puts it into memory, moved.
    @Test(arguments: images) func imagesInMemory(image: TinyImage) throws {
        let runtimeBase: UInt64 = image.base + 0x7000_0000
        var bytes = image.bytes()
        var start = runtimeBase
        if image.container == .pe {
            // The headers are mapped one page in front of the section.
            bytes = Array(bytes[..<0x400]) + [UInt8](repeating: 0, count: 0x1000 - 0x400) + bytes
            start -= 0x1000
        }
        // Pointers to the image were relocated; those of the tables are the only ones that matter here.
        // A loader maps whole pages.
        bytes += [UInt8](repeating: 0, count: (0x4000 - bytes.count % 0x1000))
        let memory = ArrayMemory(start: start, bytes: relocated(bytes, image, by: 0x7000_0000))
        let executable = try Executable(memory: memory, imageBase: start, path: "memory")
        #expect(executable.memorySlide == Slide(0x7000_0000))
        let module = try executable.moduleData()
        #expect(module.text.rawValue == image.text)
        #expect(try executable.buildInformation()?.goVersion == image.version)
        try check(try executable.functionTable(), image)
        // A file with the same contents, beside the memory of the process.
        let file = try Executable(contents: Bytes(image.bytes()), path: "file")
        #expect(try file.moduleData(in: memory, slide: Slide(0x7000_0000)) == module)
    }

    /// Adds the slide to each aligned word that points into the image.
    private func relocated(_ bytes: [UInt8], _ image: TinyImage, by slide: UInt64) -> [UInt8] {
        var result = bytes
        let size = image.pointerSize
        let range = image.base...(image.base + UInt64(bytes.count))
        let headers = image.container == .pe ? 0x1000 + 0x400 : 0x400
        for at in stride(from: headers, to: bytes.count - size + 1, by: size) {
            let digits = image.isBigEndian ? Array(bytes[at..<at + size]) : bytes[at..<at + size].reversed()
            let value = digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard range.contains(value) else { continue }
            var writer = Writer(isBigEndian: image.isBigEndian, pointerSize: size)
            writer.word(value + slide)
            result.replaceSubrange(at..<at + size, with: writer.bytes)
        }
        return result
    }

    @Test(arguments: images) func truncationAtEveryByte(image: TinyImage) {
        let step = image.tables == .go127 || image.pointerSize == 4 ? 1 : 7
        for input in Hostile.truncations(of: image.bytes(), step: step) { ExecutableFuzz.run(input.bytes) }
    }

    @Test(arguments: images) func damagedBytes(image: TinyImage) {
        let bytes = image.bytes()
        #expect(ExecutableFuzz.run(bytes) > 100)
        for input in Hostile.bitFlips(of: bytes, count: 150, seed: 1) { ExecutableFuzz.run(input.bytes) }
        for input in Hostile.absurdIntegers(of: bytes, count: 150, seed: 2) { ExecutableFuzz.run(input.bytes) }
    }
}

/// Memory of a process that is an array.
final class ArrayMemory: MemoryReader {
    let start: UInt64
    let bytes: [UInt8]
    let name = "an array"

    init(start: UInt64, bytes: [UInt8]) {
        self.start = start
        self.bytes = bytes
    }

    func mappings() throws -> [MemoryMapping] { [] }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        buffer.reserve(ranges.map(\.count).reduce(0, +))
        var failed: [Int] = []
        var at = 0
        buffer.withUnsafeMutableBytes { target in
            for (number, range) in ranges.enumerated() {
                let offset = Int(truncatingIfNeeded: range.address &- start)
                let isInside = offset >= 0 && offset <= bytes.count && range.count <= bytes.count - offset
                for index in 0..<range.count { target[at + index] = isInside ? bytes[offset + index] : 0 }
                if !isInside { failed.append(number) }
                at += range.count
            }
        }
        return failed
    }
}
