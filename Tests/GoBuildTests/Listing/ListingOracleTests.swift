import TestSupport
import Testing

@testable import GoBuild

/// Listings of real compilers against counts that are not ours.
@Suite struct ListingOracleTests {
    /// Counts with regular expressions what the reader counts byte by byte: name, size, frame, calls by name, dynamic ones,
    /// allocations and bounds panics of each text symbol.
    private static let counter = #"""
        import re, sys
        allocates = re.compile(r'runtime\.(newobject|newarray|mallocgc\w*|makeslice\w*|growslice\w*|makemap\w*|makechan\w*'
            r'|convT(noptr|16|32|64|string|slice)?|concat(string|byte)\w*|moveSlice\w*|slicebytetostring'
            r'|stringtoslice(byte|rune)|slicerunetostring|intstring)\(SB\)$')
        current, functions = None, []
        for line in sys.stdin.buffer.read().decode(errors='replace').split('\n'):
            head = None if line.startswith('\t') else re.match(r'(.*) STEXT\w*(?: [a-z]+)* size=(\d+) ', line)
            if head:
                current = [head[1], int(head[2]), 0, 0, 0, 0, 0]
                functions.append(current)
            if not line.startswith('\t'):
                if not head: current = None
                continue
            parts = line.split('\t')
            if current is None or len(parts) < 4: continue
            if parts[2] == 'TEXT':
                current[2] = max(0, int(re.search(r'\$(-?\d+)(-\d+)?$', parts[3])[1]))
            if parts[2] != 'CALL': continue
            if not parts[3].endswith('(SB)'):
                current[4] += 1
                continue
            current[3] += 1
            if allocates.match(parts[3]): current[5] += 1
            if re.match(r'runtime\.(panicBounds|panicIndex|panicSlice|panicExtend)', parts[3]): current[6] += 1
        for f in functions: print(*f, sep='\t')
        """#

    private func lines(_ listing: Listing) -> [String] {
        listing.functions.map { function in
            let calls = function.calls
            let figures = [
                function.size, function.frame, calls.named, calls.dynamic, calls.allocations, calls.boundsPanics,
            ]
            return ([listing.text(function.symbol)] + figures.map(String.init)).joined(separator: "\t")
        }
    }

    /// One case of each message and much of the runtime's calls, with each toolchain: no line is unknown, and all figures
    /// are those of Python's count.
    @Test(arguments: GoToolchain.versions) func kinds(version: String) throws {
        let toolchain = try GoToolchain(version: version)
        let bytes = try ListingSource.built(["."], toolchain, folder: Repository.zoo("kinds"))
        let output = try ListingSource.read(bytes)
        #expect(output.log.unknownLines == 0, "\(output.log.unknown)")
        #expect(output.listing.unknownLines == 0, "\(output.listing.unknown)")
        #expect(output.log.counts[.boundsCheck] ?? 0 > 0 && output.log.counts[.canInline] ?? 0 > 20)
        let expected = String(decoding: try Python.output(Self.counter, input: bytes), as: UTF8.self)
        #expect(lines(output.listing) == expected.split(separator: "\n").map(String.init))
        #expect(output.listing.functions.count >= 39)
    }

    @Test(arguments: [GoToolchain.oldestVersion, "1.24.11", GoToolchain.newestVersion]) func library(
        version: String
    ) throws {
        let toolchain = try GoToolchain(version: version)
        let bytes = try ListingSource.built(
            ["encoding/json", "net/textproto", "sort"], toolchain, folder: toolchain.root)
        let output = try ListingSource.read(bytes)
        #expect(output.listing.unknownLines == 0, "\(output.listing.unknown)")
        #expect(output.log.unknownLines == 0, "\(output.log.unknown)")
        let expected = String(decoding: try Python.output(Self.counter, input: bytes), as: UTF8.self)
        let (ours, theirs) = (lines(output.listing), expected.split(separator: "\n").map(String.init))
        #expect(ours.count == theirs.count && ours.count > 300)
        #expect(zip(ours, theirs).filter { $0 != $1 }.prefix(5).map { "\($0) / \($1)" } == [])
    }

    /// Sizes are those of the linked program.
    @Test(arguments: [GoToolchain.oldestVersion, "1.24.11", GoToolchain.newestVersion]) func sizesAreTheLinkers(
        version: String
    ) throws {
        let toolchain = try GoToolchain(version: version)
        let program = try GoProgram.zoo("kinds", toolchain: toolchain)
        let symbols = try toolchain.run(["tool", "nm", "-size", program.executable])
        #expect(symbols.succeeded, "\(symbols.error)")
        var linked: [String: Set<Int32>] = [:]
        for line in symbols.output.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
            guard parts.count == 4, parts[2].lowercased() == "t", let size = Int32(parts[1]) else { continue }
            linked[String(parts[3]), default: []].insert(size)
        }
        let listing = try ListingSource.read(
            ListingSource.built(["."], toolchain, folder: Repository.zoo("kinds"))
        ).listing
        var compared = 0
        for function in listing.functions {
            let name = listing.text(function.symbol)
            guard name.hasPrefix("main."), let sizes = linked[name] else { continue }
            compared += 1
            #expect(sizes.contains(function.size), "\(name): \(function.size), \(sizes)")
        }
        #expect(compared >= 12, "\(compared)")
    }
}
