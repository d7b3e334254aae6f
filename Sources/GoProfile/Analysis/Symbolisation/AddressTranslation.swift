import Evidence
import GoBinary

/// From runtime addresses of a mapping to static addresses of the file that was mapped.
///
/// Source of the rules: internal/elfexec of google/pprof. The kernel maps pages of segments: an address in the mapping
/// is a byte of the file, and the segment that holds that byte says which static address it has.
public struct AddressTranslation: Sendable {
    private enum Rule {
        case same
        /// Mapping's start and file offset; the segments that the mapping can come from.
        case segments([ExecutableSegment], start: UInt64, offset: UInt64, isFixed: Bool)
        case moved(by: UInt64)
    }

    private let rule: Rule
    /// Runtime addresses that belong to the mapping; nil when it does not say.
    private let range: Range<UInt64>?

    public init(_ mapping: ProfileMapping, _ executable: Executable) {
        let (start, limit, offset) = (mapping.start, mapping.limit, mapping.fileOffset)
        range = limit > start ? start..<limit : nil
        let isMadeUp = start == 0 && offset == 0 && (limit == 0 || limit == .max)
        guard !isMadeUp else {
            rule = .same
            return
        }
        guard executable.format == .elf else {
            // The whole image is moved; a mapping that begins at its first byte says how far.
            let base = executable.segments.filter { $0.fileSize > 0 }.map(\.address.rawValue).min() ?? 0
            rule = start == 0 ? .same : .moved(by: start &- offset &- (base & ~0xfff))
            return
        }
        let candidates = Self.segments(executable.segments, offset: offset, size: limit &- start)
        rule = .segments(candidates, start: start, offset: offset, isFixed: !executable.isPositionIndependent)
    }

    /// Nil for an address that the file cannot have had at that place.
    public func staticAddress(_ address: UInt64) -> StaticAddress? {
        if let range, !range.contains(address) { return nil }
        switch rule {
        case .same: return StaticAddress(address)
        case .moved(let distance): return StaticAddress(address &- distance)
        case .segments(let segments, let start, let offset, let isFixed):
            let (place, overflow) = (address &- start).addingReportingOverflow(offset)
            guard !overflow else { return nil }
            let found = segments.filter { place >= $0.fileOffset && place - $0.fileOffset < $0.memorySize }
            // Where two segments share a page of the file, code is what a profile is about.
            guard let segment = found.first(where: \.isExecutable) ?? found.first else {
                return isFixed ? StaticAddress(address) : nil
            }
            return StaticAddress(place &- segment.fileOffset &+ segment.address.rawValue)
        }
    }

    private static let pageSize: UInt64 = 4096

    /// Segments that a mapping of `size` bytes from a file offset on can be a part of.
    private static func segments(
        _ segments: [ExecutableSegment], offset: UInt64, size: UInt64
    ) -> [ExecutableSegment] {
        let end = offset.addingReportingOverflow(size)
        let limit = end.overflow ? .max : end.partialValue
        return segments.filter { segment in
            let segmentEnd = segment.fileOffset.addingReportingOverflow(segment.memorySize)
            guard segment.fileSize > 0, !segmentEnd.overflow, offset < segmentEnd.partialValue,
                segment.fileOffset < limit
            else { return false }
            // Segments start within the page in which the mapping does.
            let inPage = segment.address.rawValue & (pageSize - 1)
            let aligned = segment.fileOffset > inPage ? segment.fileOffset - inPage : 0
            if offset < aligned & ~(pageSize - 1) { return false }
            // A mapping that starts in the segment's last page and goes on behind it is of another segment.
            return
                !(offset > segment.fileOffset && segmentEnd.partialValue &- offset < pageSize
                && limit >= segmentEnd.partialValue &+ pageSize)
        }
    }
}
