import Evidence
import Wire

/// Reads the binary cpu profile of gperftools, which Go wrote as well up to 1.8: words for a header, for samples, and
/// for an end mark, then the text of /proc/PID/maps, or for Java a list of the locations.
enum LegacyProcessorReader {
    static func read(_ bytes: Bytes) throws -> LegacyResult {
        for layout in LegacyWords.Layout.allCases {
            var words = LegacyWords(bytes, layout)
            // No samples, three words follow, the kind, the period in microseconds, padding.
            let header = (words.next(), words.next(), words.next(), words.next(), words.next())
            guard !words.isExhausted, header.0 == 0, header.1 == 3, header.2 <= 1, header.3 > 0, header.4 == 0 else {
                continue
            }
            let isJava = header.2 == 1
            var reader = Samples(words, period: Int64(bitPattern: header.3) &* 1000)
            if let error = reader.readAll() { return .refused(error) }
            return .profile(isJava ? try reader.java() : try reader.native())
        }
        return .other
    }

    /// The stacks of a binary profile, one after another.
    private struct Samples {
        var words: LegacyWords
        var draft: LegacyDraft
        private var counts: [Int64] = []
        private var addresses: [UInt64] = []
        /// Where each stack ends in `addresses`.
        private var ends: [Int] = []

        init(_ words: LegacyWords, period: Int64) {
            self.words = words
            draft = LegacyDraft(
                sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"),
                period: period)
        }

        mutating func readAll() -> InputError? {
            while words.remaining > 0 {
                let start = words.offset
                let count = words.next()
                let depth = words.next()
                guard !words.isExhausted, depth <= UInt64(words.remaining / 4) else {
                    return InputError(
                        .truncated,
                        "this \(LegacyFormat.processor.name) is cut off or damaged: a stack of \(depth) addresses "
                            + "does not lie inside; collect it again", offset: UInt64(start))
                }
                let first = addresses.count
                for _ in 0..<depth { addresses.append(words.next()) }
                if count == 0, depth == 1, addresses[first] == 0 {
                    addresses.removeLast()
                    return nil
                }
                counts.append(Int64(bitPattern: count))
                ends.append(addresses.count)
            }
            draft.builder.profile.quality.count(
                "profile.cpu.truncated", 1, .dataLoss,
                "the cpu profile ends without its end mark: samples and the memory map may be missing")
            return nil
        }

        private func stack(_ sample: Int) -> Range<Int> { (sample == 0 ? 0 : ends[sample - 1])..<ends[sample] }

        mutating func native() throws -> Profile {
            for sample in counts.indices {
                // Return addresses belong to the call before them; the leaf is no return address.
                for at in stack(sample).dropFirst() { addresses[at] &-= 1 }
            }
            let skipped = handlerFrames()
            for sample in counts.indices {
                let stack = stack(sample)
                append(sample, [stack.prefix(1), stack.dropFirst(1 + skipped[sample])].joined().map { addresses[$0] })
            }
            var lines = LegacyLines(words.bytes, from: words.offset)
            try draft.readMemoryMap(&lines, .processor)
            return draft.finished()
        }

        mutating func java() throws -> Profile {
            for sample in counts.indices {
                draft.append(addresses: addresses[stack(sample)], values: values(sample))
            }
            try JavaLocations.read(words.bytes, from: words.offset, &draft)
            return draft.finished()
        }

        private func values(_ sample: Int) -> [Int64] {
            [counts[sample], counts[sample] &* draft.builder.profile.period]
        }

        private mutating func append(_ sample: Int, _ stack: [UInt64]) {
            draft.append(addresses: stack, values: values(sample), mayDoubleLeaf: true)
        }

        /// How many frames above the leaf belong to the handler of the profiler's signal, in each sample: those that
        /// nearly all samples have in common, up to two.
        private func handlerFrames() -> [Int] {
            var skipped = Array(repeating: 0, count: counts.count)
            let necessary = counts.count - counts.count / 32
            for _ in 0..<2 {
                func second(_ sample: Int) -> UInt64? {
                    let stack = stack(sample)
                    let at = stack.lowerBound + 1 + skipped[sample]
                    return at < stack.upperBound ? addresses[at] : nil
                }
                var frequencies: [UInt64: Int] = [:]
                for address in counts.indices.lazy.compactMap(second) { frequencies[address, default: 0] += 1 }
                guard let common = frequencies.first(where: { $0.value >= necessary })?.key else { break }
                let affected = counts.indices.filter { second($0) == common }
                for sample in affected { skipped[sample] += 1 }
            }
            return skipped
        }
    }
}
