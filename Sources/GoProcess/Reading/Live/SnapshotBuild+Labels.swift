import Evidence
import GoBinary
import Wire

extension SnapshotBuild {
    /// Labels of a goroutine beyond which the pointer is taken for garbage.
    private static let labelLimit = 256

    /// Reads the pprof labels; goroutines that share a set share its memory.
    mutating func readLabels() {
        guard !labelPointers.isEmpty else { return }
        var known: [UInt64: LabelSetID] = [:]
        var ids: [[Label]: LabelSetID] = [[]: 0]
        var unreadable = 0
        for (position, pointer) in labelPointers.sorted(by: { $0.key < $1.key }) {
            if known[pointer] == nil {
                let labels = LabelReader(memory: memory, limit: Self.labelLimit).read(
                    pointer, minorVersion: reader.version.minor)
                if labels == nil { unreadable += 1 }
                let sorted = (labels ?? []).sorted { ($0.key, $0.value) < ($1.key, $1.value) }
                if ids[sorted] == nil {
                    ids[sorted] = LabelSetID(snapshot.labelSets.count)
                    snapshot.labelSets.append(sorted)
                }
                known[pointer] = ids[sorted] ?? 0
            }
            snapshot.goroutines[Int(position)].labels = known[pointer] ?? 0
        }
        snapshot.quality.count("labels.unreadable", unreadable, .info, "label sets that could not be read")
    }
}

/// Reads what `g.labels` points to (runtime/pprof/label.go).
struct LabelReader {
    let memory: any MemoryReader
    let limit: Int

    /// The labels, or nil when the memory does not hold a set of them.
    func read(_ pointer: UInt64, minorVersion: Int) -> [Label]? {
        // A map up to Go 1.23, a slice of pairs from 1.24 on.
        minorVersion <= 23 ? readMap(pointer) : readSlice(pointer)
    }

    private func readSlice(_ pointer: UInt64) -> [Label]? {
        guard let header = try? memory.bytes(at: pointer, count: 16), let data: UInt64 = header.load(0),
            let count: UInt64 = header.load(8), count <= UInt64(limit),
            let pairs = try? memory.bytes(at: data, count: Int(count) * 32)
        else { return nil }
        return (0..<Int(count)).compactMap { index in
            guard let key = string(pairs, index * 32), let value = string(pairs, index * 32 + 16) else { return nil }
            return Label(key: key, value: value)
        }
    }

    /// A `map[string]string` of the bucket implementation: `hmap` with buckets of eight (runtime/map.go of 1.21).
    private func readMap(_ pointer: UInt64) -> [Label]? {
        guard let address = memory.word(at: pointer), let header = try? memory.bytes(at: address, count: 48),
            let count: UInt64 = header.load(0), count <= UInt64(limit), let logarithm: UInt8 = header.load(9),
            logarithm <= 10, let buckets: UInt64 = header.load(16)
        else { return nil }
        let bucketSize = 8 + 8 * 16 + 8 * 16 + 8
        var result: [Label] = []
        for index in 0..<(1 << Int(logarithm)) {
            var bucket = buckets &+ UInt64(index * bucketSize)
            for _ in 0..<limit where bucket != 0 {
                guard let bytes = try? memory.bytes(at: bucket, count: bucketSize) else { return nil }
                // The first five values of tophash mark free and moved cells.
                for cell in 0..<8 where bytes[cell] >= 5 {
                    guard let key = string(bytes, 8 + cell * 16), let value = string(bytes, 136 + cell * 16) else {
                        continue
                    }
                    result.append(Label(key: key, value: value))
                }
                bucket = bytes.load(bucketSize - 8) ?? 0
            }
        }
        return result
    }

    private func string(_ bytes: Bytes, _ offset: Int) -> String? {
        guard let data: UInt64 = bytes.load(offset), let count: UInt64 = bytes.load(offset + 8), count <= 1 << 16
        else { return nil }
        return count == 0 ? "" : (try? memory.bytes(at: data, count: Int(count)))?.string
    }
}
