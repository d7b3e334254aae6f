import TestSupport
import Testing

/// Traces that end too early, as those of programs that were killed: all complete generations are there, and the damage
/// is reported.
@Suite struct TruncatedTraceTests {
    /// One version of each format, with many generations.
    private static let programs: [TracedProgram] = {
        let versions = TraceDumpTests.isMatrix ? TracedProgram.versions : ["1.22.10", "1.24.11", "1.25.5", "1.27.3"]
        return versions.map {
            TracedProgram(.toolchain, "stacks", version: $0, debug: TracedProgram.manyGenerations)
        }
    }()

    /// Parts of a thousand that are kept.
    private static let kept =
        TraceDumpTests.isMatrix ? Array(stride(from: 1, to: 1000, by: 37)) : [1, 80, 500, 730, 999]

    @Test(arguments: programs, kept)
    func completeGenerationsAreRead(_ program: TracedProgram, perMille: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = try Files.bytes(program.trace())
        try Self.check(Array(bytes.prefix(bytes.count * perMille / 1000)), "\(program) up to \(perMille) ‰", in: folder)
    }

    /// Cuts at the places where a reader turns: inside of the header, behind it, and around the ends of batches.
    @Test(arguments: programs)
    func endsOfBatchesAreNoTraps(_ program: TracedProgram) throws {
        let folder = try TemporaryFolder()
        let bytes = try Files.bytes(program.trace())
        var ends = [0, 1, 15, 16, 17]
        for end in BatchEnds.of(bytes).suffix(3) { ends += [end - 1, end, end + 1] }
        for end in ends where end < bytes.count {
            try Self.check(Array(bytes[..<end]), "\(program) up to \(end)", in: folder)
        }
    }

    private static func check(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws {
        let path = folder.file("cut")
        try Files.write(bytes, to: path)
        let reference = try TraceOracle.run(["parsed", path])
        if reference.succeeded { return try TraceDump.expectTheSame(path, name) }
        let complete = TraceText.completeGenerations(reference.outputBytes)
        let result = try TraceDump.run(path)
        let difference = TraceText.difference(expected: complete, actual: result.outputBytes.prefix(complete.count))
        if let difference { Issue.record("\(name)\n\(difference)\nGo says: \(reference.error)") }
        #expect(result.status.code == 2, "\(name): \(result.status); Go says: \(reference.error)")
        #expect(!result.errorBytes.isEmpty, "\(name)")
    }
}

/// Where the batches of a trace end.
enum BatchEnds {
    static func of(_ bytes: [UInt8]) -> [Int] {
        var ends: [Int] = []
        var offset = 16
        func number() -> Int? {
            var result: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 70, by: 7) {
                guard offset < bytes.count else { return nil }
                let byte = bytes[offset]
                offset += 1
                result |= UInt64(byte & 0x7f) << shift
                if byte < 0x80 { return Int(truncatingIfNeeded: result) }
            }
            return nil
        }
        while offset < bytes.count {
            let type = bytes[offset]
            offset += type == 49 ? 2 : 1
            if type != 52 {
                guard number() != nil, number() != nil, number() != nil, let size = number(), size >= 0,
                    size <= bytes.count - offset
                else { return ends }
                offset += size
            }
            ends.append(offset)
        }
        return ends
    }
}
