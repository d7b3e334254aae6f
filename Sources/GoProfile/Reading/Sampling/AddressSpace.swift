/// The executable memory of a process: which file lies where.
struct AddressSpace {
    struct Part: Hashable {
        var start: UInt64
        var end: UInt64
        var fileOffset: UInt64
        /// Number of the file in `SampledPrograms`.
        var file: Int
    }

    /// Ascending, without overlaps.
    private(set) var parts: [Part] = []

    /// More parts than a program ever has; what comes behind is not known.
    private static let limit = 100_000

    /// Maps a file, in place of what lay there.
    mutating func map(_ part: Part) {
        guard part.start < part.end, parts.count < Self.limit else { return }
        var index = firstIndex(endingBehind: part.start)
        if index < parts.count, parts[index].start < part.start {
            // The part before keeps its beginning, and perhaps its end.
            let old = parts[index]
            parts[index].end = part.start
            index += 1
            if old.end > part.end { parts.insert(Self.rest(old, from: part.end), at: index) }
        }
        var last = index
        while last < parts.count, parts[last].end <= part.end { last += 1 }
        if last < parts.count, parts[last].start < part.end { parts[last] = Self.rest(parts[last], from: part.end) }
        parts.replaceSubrange(index..<last, with: CollectionOfOne(part))
    }

    private static func rest(_ part: Part, from start: UInt64) -> Part {
        var rest = part
        rest.start = start
        rest.fileOffset = part.fileOffset &+ (start - part.start)
        return rest
    }

    /// The part that an address lies in.
    func part(containing address: UInt64) -> Part? {
        let index = firstIndex(endingBehind: address)
        return index < parts.count && parts[index].start <= address ? parts[index] : nil
    }

    private func firstIndex(endingBehind address: UInt64) -> Int {
        var (low, high) = (0, parts.count)
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].end <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
