import Evidence
import Synchronization
import Wire

/// The bytes behind the static addresses of an image, from its file or from the memory of a process.
///
/// A segment of a process is copied as a whole at first use and kept: what is looked at through this type (tables,
/// code, constants) does not change while a program runs.
final class SegmentContents: Sendable {
    enum Source: Sendable {
        case file(Bytes)
        case memory(any MemoryReader, Slide)
    }

    /// Largest segment that is copied out of a process.
    static let copyLimit: UInt64 = 1 << 31

    let source: Source
    /// Ascending by address.
    let segments: [ExecutableSegment]
    private let copies = Mutex<[Int: Bytes]>([:])

    init(source: Source, segments: [ExecutableSegment]) {
        self.source = source
        self.segments = segments.sorted { $0.address < $1.address }
    }

    /// From the address to the end of what the file holds of its segment.
    func tail(at address: StaticAddress) -> Bytes? {
        guard let number = segmentIndex(address), let whole = contents(number),
            let offset = index(address.rawValue &- segments[number].address.rawValue)
        else { return nil }
        return whole.suffix(from: offset)
    }

    func bytes(at address: StaticAddress, count: Int) -> Bytes? { tail(at: address)?.slice(0, count) }

    /// What the file holds of a segment.
    func contents(_ number: Int) -> Bytes? {
        let segment = segments[number]
        switch source {
        case .file(let file):
            guard let offset = index(segment.fileOffset), let size = index(segment.fileSize) else { return nil }
            // A file that was cut off still has the first part of its last segment.
            guard offset <= file.count else { return nil }
            return file.slice(offset, min(size, file.count - offset))
        case .memory(let memory, let slide):
            if let copy = copies.withLock({ $0[number] }) { return copy }
            // A damaged header may claim any size: the end has to be there before room is made for it.
            let end = segment.address.moved(by: slide).rawValue &+ segment.fileSize
            guard segment.fileSize <= Self.copyLimit, segment.fileSize == 0 || memory.canRead(end &- 1)
            else { return nil }
            let copy = Self.copy(segment, memory, slide)
            copies.withLock { $0[number] = copy }
            return copy
        }
    }

    private func segmentIndex(_ address: StaticAddress) -> Int? {
        segments.firstIndex {
            address.rawValue >= $0.address.rawValue && address.rawValue &- $0.address.rawValue <= $0.fileSize
                && $0.fileSize > 0
        }
    }

    /// In pieces, so that one page that cannot be read costs no more than its piece.
    private static func copy(_ segment: ExecutableSegment, _ memory: any MemoryReader, _ slide: Slide) -> Bytes {
        let piece: UInt64 = 1 << 16
        var ranges: [MemoryRange] = []
        let start = segment.address.moved(by: slide).rawValue
        var done: UInt64 = 0
        while done < segment.fileSize {
            let size = min(piece, segment.fileSize - done)
            ranges.append(MemoryRange(address: start &+ done, count: Int(size)))
            done += size
        }
        let buffer = MemoryBuffer(capacity: Int(segment.fileSize))
        _ = memory.read(ranges, into: buffer)
        return buffer.bytes(0, Int(segment.fileSize))
    }
}

extension MemoryReader {
    /// True when the byte at an address can be read.
    fileprivate func canRead(_ address: UInt64) -> Bool { (try? bytes(at: address, count: 1)) != nil }
}
