import Evidence
import Wire

extension Executable {
    /// How far the loader moved this file in a process, from the process's memory map.
    ///
    /// The mapping of the executable segment is found by path (as the target sees it, also when the file was deleted
    /// meanwhile) and file offset, and when no path matches by the inode of such mappings, or by file offset and size.
    /// - Returns: nil when nothing in the map fits; `.none` for a file that is not position-independent.
    public func slide(in mappings: [MemoryMapping], executablePath: String, inode: UInt64? = nil) -> Slide? {
        guard let segment = segments.first(where: { $0.isExecutable && $0.fileSize > 0 }) else { return nil }
        func fits(_ mapping: MemoryMapping) -> Bool {
            mapping.isExecutable && mapping.end > mapping.start && mapping.fileOffset <= segment.fileOffset
                && segment.fileOffset - mapping.fileOffset < mapping.end - mapping.start
        }
        let candidates = mappings.filter { fits($0) && !$0.path.isEmpty }
        let found =
            candidates.first { $0.path == executablePath || $0.path == executablePath + " (deleted)" }
            ?? candidates.first { inode != nil && $0.inode == inode && $0.inode != 0 }
            ?? candidates.first { Self.lastComponent($0.path) == Self.lastComponent(executablePath) }
            ?? candidates.first {
                // Pages of the loader: the mapping is the segment, rounded up.
                $0.fileOffset == segment.fileOffset & ~4095
                    && ($0.end - $0.start) &- (segment.fileSize &+ (segment.fileOffset & 4095)) < 65536
            }
        guard let found else { return nil }
        guard isPositionIndependent else { return Slide.none }
        let runtime = found.start &+ (segment.fileOffset - found.fileOffset)
        return Slide(runtime &- segment.address.rawValue)
    }

    private static func lastComponent(_ path: String) -> Substring {
        let name = path.split(separator: "/").last ?? ""
        return name.hasSuffix(" (deleted)") ? name.dropLast(10) : name
    }
}
