import Evidence
import Glibc
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Logs that are large, were not closed, or are damaged.
@Suite struct ProcmonLogFormTests {
    private func sample(is64Bit: Bool = true) -> ProcmonLogBuilder {
        var builder = ProcmonLogBuilder(is64Bit: is64Bit)
        let size = is64Bit ? 8 : 4
        builder.add(
            kind: 3, operation: 25, detail: DetailBytes.file(4, pointerSize: size),
            extra: Array(repeating: 7, count: 40))
        builder.add(kind: 3, operation: 38, detail: DetailBytes.file(pointerSize: size))
        builder.add(kind: 1, operation: 3, detail: DetailBytes().word(12).bytes)
        builder.events[0].frames = [0x7ff6_1000_0010, 0x7ff6_1000_2000, 0x10]
        var module = ActivityModule(
            base: 0x7ff6_1000_0000, size: 0x1800, path: builder.tables.strings.intern(#"C:\x\go.exe"#))
        module.timestamp = 5
        builder.tables.processes[0].modules = [module]
        return builder
    }

    private func events(_ reader: inout ProcmonReader) throws -> [ActivityEvent] {
        var all: [ActivityEvent] = []
        var batch: [ActivityEvent] = []
        repeat {
            try reader.read(into: &batch, limit: 2)
            all += batch
        } while !batch.isEmpty
        return all
    }

    @Test func framesHaveModuleAndOffset() throws {
        var reader = try ProcmonReader(Bytes(sample().log()), stacks: true)
        let first = try events(&reader)[0]
        let frames = Array(reader.tables.stacks[first.stack])
        #expect(frames == [0x7ff6_1000_0010, 0x7ff6_1000_2000, 0x10])
        let module = try #require(reader.module(of: frames[0], in: first.process))
        var text: [UInt8] = []
        reader.appendLocation(frames[0], module, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == "go.exe + 0x10")
        #expect(reader.module(of: frames[1], in: first.process) == nil)
        #expect(reader.module(of: frames[2], in: first.process) == nil)
    }

    @Test func stacksAreOnlyReadWhenTheyAreAskedFor() throws {
        var reader = try ProcmonReader(Bytes(sample().log()))
        #expect(try events(&reader).allSatisfy { $0.stack == 0 })
        #expect(reader.tables.stacks.count == 1)
    }

    @Test(arguments: [true, false]) func aLogIsWrittenAsItWasRead(is64Bit: Bool) throws {
        let log = try sample(is64Bit: is64Bit).log()
        var reader = try ProcmonReader(Bytes(log))
        let collected = Collected()
        let head = try reader.write { collected.bytes += $0 }
        collected.bytes.replaceSubrange(0..<head.count, with: head)
        #expect(collected.bytes == log)
    }

    /// An event behind the first 4 GiB of a file with a hole.
    @Test func flagsOfOffsetsAddFourGibibytes() throws {
        let log = try sample().log()
        let folder = try TemporaryFolder()
        let path = folder.file("large.PML")
        let header = try ProcmonHeader(Bytes(log))
        let first = Array(log[ProcmonHeader.size..<header.eventOffsets])
        let place = 1 << 32 + 0x1000
        var head = log
        // The table of offsets says that all three are the first event, the second one behind 4 GiB.
        for (index, offset) in [ProcmonHeader.size, place, ProcmonHeader.size].enumerated() {
            head.store(UInt32(truncatingIfNeeded: offset), at: header.eventOffsets + index * 5)
            head[header.eventOffsets + index * 5 + 4] = UInt8(offset >> 32) | 0x80
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(pwrite(descriptor, head, head.count, 0) == head.count)
        #expect(pwrite(descriptor, first, first.count, place) == first.count)
        var reader = try ProcmonReader(MappedFile.open(path))
        let all = try events(&reader)
        #expect(all.map(\.origin) == [ProcmonHeader.size, place, ProcmonHeader.size])
        #expect(Set(all.map(\.operation)).count == 1)
        #expect(reader.quality.isEmpty)
    }

    private func unclosed(_ log: [UInt8]) -> [UInt8] {
        var copy = log
        for field in [0x240, 0x248, 0x250, 0x258, 0x260, 0x3a0] { copy.store(UInt64(0), at: field) }
        copy.store(UInt32(0), at: 0x234)
        return copy
    }

    @Test func logsThatWereNotClosedGiveTheirEvents() throws {
        let log = try sample().log()
        let header = try ProcmonHeader(Bytes(log))
        var reader = try ProcmonReader(Bytes(unclosed(Array(log[..<header.eventOffsets]))))
        let all = try events(&reader)
        #expect(
            all.map { reader.tables.strings[$0.operation] } == [
                "QueryBasicInformationFile", "CloseFile", "Thread Create",
            ])
        #expect(reader.quality["procmon.unclosed"] == 1)
        #expect(reader.quality["procmon.bytes.skipped"] == 0)
    }

    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus"), arguments: ProcmonCorpus.all)
    func allEventsAreFoundWithoutTables(corpus: ProcmonCorpus) throws {
        let log = try corpus.log()
        var closed = try ProcmonReader(log)
        var open = try ProcmonReader(Bytes(unclosed(log.array)))
        let expected = try events(&closed)
        let found = try events(&open)
        // The tables behind the events may look like an event here and there.
        #expect(found.prefix(expected.count).map(\.origin) == expected.map(\.origin))
        #expect(found.count <= expected.count + 3)
        for (a, b) in zip(expected, found) where closed.tables.strings[a.path] != open.tables.strings[b.path] {
            Issue.record("another path at \(a.origin)")
        }
    }

    /// Processes that began while it was recorded have their names from their events.
    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus"))
    func processesOfALogThatWasNotClosed() throws {
        let log = try ProcmonCorpus.small.log()
        let closed = try ProcmonReader(log)
        let open = try ProcmonReader(Bytes(unclosed(log.array)))
        let named = open.tables.processes.filter { $0.name != .empty }
        #expect(named.count >= 39)
        for process in named {
            let same = try #require(closed.tables.processes.first { $0.windows?.index == process.windows?.index })
            #expect(same.id == process.id && same.parentID == process.parentID)
            #expect(closed.tables.strings[same.image].lowercased() == open.tables.strings[process.image].lowercased())
            #expect(same.windows?.session == process.windows?.session)
            #expect(same.windows?.authenticationID == process.windows?.authenticationID)
            #expect(
                closed.tables.strings[same.windows?.integrity ?? .empty]
                    == open.tables.strings[process.windows?.integrity ?? .empty])
            #expect(same.is32Bit == process.is32Bit)
        }
    }

    @Test func otherFilesAreRefused() {
        func code(_ bytes: [UInt8]) -> InputError.Code? {
            do throws(InputError) {
                _ = try ProcmonReader(Bytes(bytes))
                return nil
            } catch { return error.code }
        }
        #expect(code([]) == .notRecognised)
        #expect(code(Array("PML?".utf8)) == .notRecognised)
        #expect(code(Array("PML_".utf8) + [8, 0, 0, 0]) == .unsupported)
        #expect(code(Array("PML_".utf8) + [9, 0, 0, 0]) == .truncated)
    }

    /// Reads everything that a log has.
    static func exhaust(_ bytes: Bytes) throws {
        let reader = try ProcmonReader(bytes, stacks: true)
        _ = try Collected.csv(reader, columns: ProcmonColumn.allCases)
        var source = try ProcmonReader(bytes)
        let collected = Collected()
        var writer = ProcmonXMLWriter(stacks: true) { collected.bytes = $0 }
        try writer.write(&source)
    }

    @Test(arguments: [true, false]) func damagedLogsAreReadAsFarAsTheyGo(is64Bit: Bool) throws {
        let log = try sample(is64Bit: is64Bit).log()
        for input in Hostile.truncations(of: log, step: 7) { try? Self.exhaust(Bytes(input.bytes)) }
        for input in Hostile.bitFlips(of: log, count: 600, seed: 1) { try? Self.exhaust(Bytes(input.bytes)) }
        for input in Hostile.absurdIntegers(of: log, count: 900, seed: 2) { try? Self.exhaust(Bytes(input.bytes)) }
        let open = unclosed(log)
        for input in Hostile.absurdIntegers(of: open, count: 300, seed: 3) { try? Self.exhaust(Bytes(input.bytes)) }
    }
}
