import Evidence
import GoBinary
import Wire

/// A run of memory that a core file describes, of which it may hold all, a beginning, or nothing.
struct CoreFileSegment: Hashable, Sendable {
    /// First runtime address.
    var start: UInt64
    /// Runtime address behind the last byte.
    var end: UInt64
    /// Where its bytes begin in the core.
    var fileOffset: Int
    /// Bytes that the core really holds.
    var available: Int
    var isReadable: Bool
    var isWritable: Bool
    var isExecutable: Bool
}

/// The headers of a core file: where the notes and the memory are.
struct CoreFileHeader {
    private(set) var architecture: ExecutableArchitecture
    /// Ascending by address, without overlaps.
    private(set) var segments: [CoreFileSegment] = []
    /// Contents of the note segments.
    private(set) var notes: [Bytes] = []
    private(set) var quality = Quality()

    private static let headerSize = 64
    private static let entrySize = 56
    /// More than the kernel lets a process have (vm.max_map_count), by far.
    private static let maximumEntries = 1 << 24

    init(_ contents: Bytes, path: String) throws {
        architecture = try CoreFileHeader.architecture(contents, path)
        guard let table = contents.load(32, as: UInt64.self), let size = contents.load(54, as: UInt16.self) else {
            throw InputError(.truncated, "the core ends within its header", file: path, offset: UInt64(contents.count))
        }
        guard size == CoreFileHeader.entrySize else {
            throw InputError(
                .malformed, "the core has program headers of \(size) bytes; 56 is expected", file: path, offset: 54)
        }
        guard let start = Int(exactly: table), start < contents.count else {
            throw InputError(
                .truncated, "the core ends before its program headers at byte \(table); was it copied in full?",
                file: path, offset: UInt64(contents.count))
        }
        let announced = try CoreFileHeader.entryCount(contents, path)
        let present = (contents.count - start) / CoreFileHeader.entrySize
        quality.count(
            "core.headers-missing", max(0, announced - present), .error,
            "program headers of the core that lie behind its end")
        for index in 0..<min(announced, present) { read(contents, start + index * CoreFileHeader.entrySize) }
        removeOverlaps()
    }

    private static func architecture(_ contents: Bytes, _ path: String) throws -> ExecutableArchitecture {
        guard contents.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
            let compression = compression(contents)
            throw InputError(
                .notRecognised,
                compression.map { "is compressed: unpack it first with `\($0)`" } ?? "is not a core file (ELF)",
                file: path, offset: 0)
        }
        guard contents.count >= headerSize, let type = contents.load(16, as: UInt16.self),
            let machine = contents.load(18, as: UInt16.self)
        else { throw InputError(.truncated, "ends within its ELF header", file: path, offset: UInt64(contents.count)) }
        guard contents[4] == 2, contents[5] == 1 else {
            throw InputError(
                .unsupported,
                "is an ELF file of 32 bits or of big-endian byte order; cores of amd64 and arm64 are read",
                file: path, offset: 4)
        }
        guard type == 4 else {
            throw InputError(
                .notRecognised, "is an ELF file of type \(type); core files have 4", file: path, offset: 16)
        }
        switch machine {
        case 62: return .amd64
        case 183: return .arm64
        default:
            throw InputError(
                .unsupported, "is a core of machine \(machine); amd64 (62) and arm64 (183) are read", file: path,
                offset: 18)
        }
    }

    /// The command that unpacks a file which systemd-coredump or a user has compressed.
    private static func compression(_ contents: Bytes) -> String? {
        if contents.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return "zstd -d" }
        if contents.starts(with: [0x04, 0x22, 0x4d, 0x18]) { return "lz4 -d" }
        if contents.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) { return "xz -d" }
        return contents.starts(with: [0x1f, 0x8b]) ? "gzip -d" : nil
    }

    /// Number of program headers: beyond 65,534 it stands in the first section header (PN_XNUM in elf(5)).
    private static func entryCount(_ contents: Bytes, _ path: String) throws -> Int {
        let count = Int(contents.load(56, as: UInt16.self) ?? 0)
        guard count == 0xffff else { return count }
        guard let section = contents.load(40, as: UInt64.self).flatMap({ Int(exactly: $0) }),
            section > 0, section <= contents.count, let extended = contents.load(section + 44, as: UInt32.self)
        else {
            throw InputError(
                .truncated, "the core ends before the number of its program headers", file: path, offset: 40)
        }
        guard extended <= maximumEntries else {
            throw InputError(.malformed, "the core claims \(extended) program headers", file: path)
        }
        return Int(extended)
    }

    private mutating func read(_ contents: Bytes, _ at: Int) {
        guard let type = contents.load(at, as: UInt32.self), let flags = contents.load(at + 4, as: UInt32.self),
            let offset = contents.load(at + 8, as: UInt64.self), let start = contents.load(at + 16, as: UInt64.self),
            let fileSize = contents.load(at + 32, as: UInt64.self),
            let memorySize = contents.load(at + 40, as: UInt64.self)
        else { return }
        let held = CoreFileHeader.held(contents, offset, fileSize)
        switch type {
        case 4:
            if UInt64(held.count) < fileSize {
                quality.count("core.notes-cut", 1, .error, "notes of the core that lie behind its end: threads, files")
            }
            notes.append(held)
        case 1:
            let (end, overflow) = start.addingReportingOverflow(memorySize)
            guard !overflow, memorySize > 0 else {
                quality.count(
                    "core.segments-invalid", overflow ? 1 : 0, .dataLoss, "segments with impossible addresses")
                return
            }
            if UInt64(held.count) < fileSize {
                quality.count(
                    "core.segments-cut", 1, .dataLoss, "segments whose memory lies behind the end of the core")
            }
            segments.append(
                CoreFileSegment(
                    start: start, end: end, fileOffset: Int(truncatingIfNeeded: offset),
                    available: Int(min(UInt64(held.count), memorySize)), isReadable: flags & 4 != 0,
                    isWritable: flags & 2 != 0, isExecutable: flags & 1 != 0))
        default: break
        }
    }

    /// What is left of a part that may run over the end.
    private static func held(_ contents: Bytes, _ offset: UInt64, _ size: UInt64) -> Bytes {
        guard offset <= UInt64(contents.count) else { return Bytes() }
        let count = min(size, UInt64(contents.count) - offset)
        return contents.slice(Int(offset), Int(count)) ?? Bytes()
    }

    private mutating func removeOverlaps() {
        segments.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var end: UInt64 = 0
        let all = segments.count
        segments.removeAll { segment in
            guard segment.start >= end else { return true }
            end = segment.end
            return false
        }
        quality.count(
            "core.segments-overlapping", all - segments.count, .dataLoss, "segments left out: they overlap others")
    }
}
