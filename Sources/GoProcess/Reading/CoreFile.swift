import Evidence
import GoBinary
import Wire

/// A core file of Linux on amd64 or arm64: what the kernel, gdb's gcore or Delve's dump wrote of a process's memory.
///
/// A core that was cut off is read as far as it goes; `quality` says what is missing. Immutable, so that it may be
/// used from several threads. Source of the format: core(5), elf(5), fs/binfmt_elf.c.
public final class CoreFile: Sendable {
    public let path: String
    public let architecture: ExecutableArchitecture
    /// The process that it was made of, as it called itself; nil when it is not recorded.
    public let recordedProcessID: Int32?
    /// Name and arguments, at most 80 bytes; empty when not recorded.
    public let command: String
    /// The signal that ended the process; 0 when it was made of a running one.
    public let signal: Int32
    /// Address that the fatal access went to, when `signal` is about one.
    public let faultAddress: RuntimeAddress?
    /// The threads with their registers; the one that got the signal is the first.
    public let recordedThreads: [ThreadFacts]
    /// Path of the executable as the process saw it; nil when it is not recorded.
    public let executablePath: String?
    /// Files that were mapped, ascending by address.
    public let files: [CoreFileMapping]
    /// What could not be read of the core itself.
    public let quality: Quality

    let contents: Bytes
    let segments: [CoreFileSegment]
    /// Contents of mapped files, by path: the kernel leaves out of a core what the executable's file has.
    let suppliedFiles: [String: Bytes]

    /// True for an ELF file of type core.
    public static func isCore(_ contents: Bytes) -> Bool {
        contents.starts(with: [0x7f, 0x45, 0x4c, 0x46]) && contents.load(16, as: UInt16.self) == 4
    }

    /// - Parameters:
    ///   - contents: the whole file, mapped or read.
    ///   - path: what to call it in errors.
    /// - Throws: `notRecognised` when it is no core file; `unsupported` for other machines; `truncated`, `malformed`.
    public init(contents: Bytes, path: String) throws {
        let header = try CoreFileHeader(contents, path: path)
        var quality = header.quality
        var notes = CoreFileNotes(architecture: header.architecture)
        for note in header.notes { notes.read(note, quality: &quality) }
        self.path = path
        self.contents = contents
        architecture = header.architecture
        segments = header.segments
        suppliedFiles = [:]
        recordedProcessID = notes.processID
        command = notes.command
        signal = notes.signal
        faultAddress = notes.faultAddress.map { RuntimeAddress($0) }
        recordedThreads = notes.threads
        self.quality = quality
        let memory = CoreFileMemory(contents: contents, segments: header.segments, files: [], supplied: [:])
        files = notes.files.isEmpty ? CoreFileImage.files(memory, auxiliary: notes.auxiliary) : notes.files
        executablePath = CoreFileImage.executablePath(files, auxiliary: notes.auxiliary)
    }

    private init(_ core: CoreFile, suppliedFiles: [String: Bytes]) {
        path = core.path
        contents = core.contents
        architecture = core.architecture
        segments = core.segments
        self.suppliedFiles = suppliedFiles
        recordedProcessID = core.recordedProcessID
        command = core.command
        signal = core.signal
        faultAddress = core.faultAddress
        recordedThreads = core.recordedThreads
        executablePath = core.executablePath
        files = core.files
        quality = core.quality
    }

    /// The same core with a mapped file's contents, from which memory is read that the core itself leaves out.
    ///
    /// - Parameter mappedPath: its path in `files`; the executable's when nil.
    /// - Throws: `malformed` when the core has parts of that file which differ: it is of another build.
    public func supplying(_ file: Bytes, for mappedPath: String? = nil) throws -> CoreFile {
        guard let mappedPath = mappedPath ?? executablePath else { return self }
        for mapping in files where mapping.path == mappedPath { try check(mapping, against: file) }
        return CoreFile(self, suppliedFiles: suppliedFiles.merging([mappedPath: file]) { $1 })
    }

    /// Compares the beginning of a read-only mapping, where an executable has its headers and build id.
    private func check(_ mapping: CoreFileMapping, against file: Bytes) throws {
        guard mapping.fileOffset == 0, mapping.end > mapping.start, memory.isReadOnly(mapping.start) else { return }
        let count = min(4096, Int(min(mapping.end - mapping.start, 4096)), file.count)
        guard let dumped = memory.dumped(mapping.start, count), let own = file.slice(0, count) else { return }
        guard let difference = (0..<count).first(where: { dumped[$0] != own[$0] }) else { return }
        throw InputError(
            .malformed,
            "the core is not of this executable (\(mapping.path)), but of another build of it: their headers differ "
                + "from byte \(difference) on",
            file: path)
    }

    var memory: CoreFileMemory {
        CoreFileMemory(contents: contents, segments: segments, files: files, supplied: suppliedFiles)
    }
}

/// A part of a file that was mapped into the process.
public struct CoreFileMapping: Hashable, Sendable {
    /// First runtime address.
    public var start: UInt64
    /// Runtime address behind the last byte.
    public var end: UInt64
    /// Byte offset in the file.
    public var fileOffset: UInt64
    /// Path as the process saw it.
    public var path: String
}

extension CoreFile: MemoryReader {
    public var name: String { path }

    public func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        memory.read(ranges, into: buffer)
    }

    public func mappings() throws -> [MemoryMapping] { memory.mappings() }
}

extension CoreFile: ProcessFacts {
    public var processID: Int32? { nil }
    public var monotonicNow: Int64? { nil }

    public func threads(quality: inout Quality) -> [ThreadFacts] {
        quality.merge(self.quality)
        return recordedThreads
    }

    public func descriptors(quality: inout Quality) -> [DescriptorFacts] {
        quality.count(
            "descriptors.unavailable", 1, .info, "a core file does not say what the process's descriptors were")
        return []
    }

    public func sockets(inodes: Set<UInt64>, quality: inout Quality) -> [SocketFacts] { [] }
    public func epollEntries(among descriptors: [DescriptorFacts], quality: inout Quality) -> [EpollEntry] { [] }
}
