import Evidence
import Wire

/// Reads heap profiles as texts: `heap profile: 3: 4096 [5: 8192] @ heap/1048576`, then for each stack a row of the
/// same numbers and addresses. What gperftools, tcmalloc and Go (`debug=1`) write.
enum LegacyHeapReader {
    private static let errors = LegacyErrors(format: .heap)

    static func read(_ bytes: Bytes) throws -> LegacyResult {
        var lines = LegacyLines(bytes)
        guard lines.next() else { return .other }
        guard let header = HeapHeader(lines.current) else { return .other }
        guard let (period, isUnsampled) = header.sampling else {
            return .refused(
                errors.line(lines, "has a kind of heap profile or a sampling rate that no known allocator writes"))
        }
        var reader = Rows(period: period, hasAllocations: header.hasAllocations, isSampled: isUnsampled)
        while lines.next() {
            let line = lines.current.trimmed
            if line.isBlankOrComment {
                reader.draft.symbols.read(line)
                continue
            }
            if line.announcesMemoryMap { break }
            try reader.read(line, lines)
        }
        reader.flush()
        return .profile(try reader.draft.finish(&lines, .heap))
    }

    /// The rows of a heap profile.
    private struct Rows {
        var draft: LegacyDraft
        let hasAllocations: Bool
        let isSampled: Bool
        let bytesKey: StringID
        private var pending: LegacyRow?

        init(period: Int64, hasAllocations: Bool, isSampled: Bool) {
            self.hasAllocations = hasAllocations
            self.isSampled = isSampled
            // What is in use comes last, which is what is shown unless something else is asked for.
            draft = LegacyDraft(
                sampleTypes: hasAllocations
                    ? [
                        ("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"),
                        ("inuse_space", "bytes"),
                    ] : [("objects", "count"), ("space", "bytes")], periodType: ("space", "bytes"), period: period)
            draft.leavesOutRuntime = true
            bytesKey = draft.builder.intern("bytes")
        }

        mutating func flush() {
            if let row = pending { draft.append(row) }
            pending = nil
        }

        mutating func read(_ line: Bytes, _ lines: LegacyLines) throws(InputError) {
            flush()
            guard let numbers = HeapNumbers.row(line) else {
                throw errors.line(lines, "is no row “objects: bytes [objects: bytes] @ addresses”")
            }
            var values: [Int64] = []
            var blockSize: Int64 = 0
            for (isAllocation, pair) in [(true, numbers.allocated), (false, numbers.inUse)] {
                if isAllocation, !hasAllocations { continue }
                guard var count = GoNumber.decimal(line.slice(pair.count)),
                    var size = GoNumber.decimal(line.slice(pair.size))
                else { throw errors.line(lines, "has a number of more than 64 bits") }
                guard count != 0 || size == 0 else {
                    throw errors.line(lines, "has \(size) bytes in no object")
                }
                if count != 0 {
                    blockSize = GoNumber.quotient(size, count)
                    if isSampled {
                        (count, size) = HeapSampling.unsampled(count, size, period: draft.builder.profile.period)
                    }
                }
                values += [count, size]
            }
            guard let addresses = numbers.addresses.hexadecimalNumbers() else {
                throw errors.line(lines, "has an address of more than 64 bits")
            }
            pending = LegacyRow(
                values: values, addresses: addresses,
                labels: [ProfileLabel(key: bytesKey, number: blockSize, unit: nil)])
        }
    }
}

/// What was allocated, told from the part of it that was sampled.
enum HeapSampling {
    /// Objects and bytes divided by the probability 1 - exp(-size/period) that an object of their mean size is
    /// sampled (`scaleHeapSample` in google/pprof). A period of 1 or less means that all were.
    static func unsampled(_ count: Int64, _ size: Int64, period: Int64) -> (count: Int64, size: Int64) {
        if count == 0 || size == 0 { return (0, 0) }
        guard period > 1 else { return (count, size) }
        let meanSize = Double(size) / Double(count)
        let scale = 1 / (1 - MathFunctions.exp(-meanSize / Double(period)))
        return (GoNumber.truncate(Double(count) * scale), GoNumber.truncate(Double(size) * scale))
    }
}
