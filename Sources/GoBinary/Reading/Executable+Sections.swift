import Evidence
import Wire

extension Executable {
    /// Largest section that is decompressed.
    private static let decompressionLimit = 4 << 30

    /// What the file holds of a section, decompressed; nil when there is no such section or it has no bytes in the file.
    ///
    /// Names are ELF's (`.debug_info`): the older `.zdebug_info` and Mach-O's `__debug_info` are found by them as well.
    /// - Throws: `truncated` when the section lies outside of the file, `malformed` or `tooLarge` when it cannot be
    ///   decompressed.
    public func contents(ofSection name: String) throws -> Bytes? {
        guard let section = sectionByAnyName(name), let file, section.fileSize > 0 else { return nil }
        guard let raw = SymbolTable.part(file, section.fileOffset, section.fileSize) else {
            throw InputError(
                .truncated,
                "section \(section.name) of \(section.fileSize) bytes lies outside of the file of \(file.count) bytes",
                file: path, offset: section.fileOffset)
        }
        guard section.isCompressed else { return raw }
        do {
            return try decompressed(raw, section)
        } catch let error as InputError {
            throw InputError(
                error.code, "section \(section.name): \(error.message)", file: path, offset: section.fileOffset)
        }
    }

    private func sectionByAnyName(_ name: String) -> Section? {
        if let exact = section(named: name) { return exact }
        guard name.hasPrefix(".") else { return nil }
        let bare = name.dropFirst()
        // Mach-O has room for 16 bytes of a name.
        let others = ["__" + bare, "__z" + bare].map { String($0.prefix(16)) } + [".z" + bare]
        return sections.first { others.contains($0.name) }
    }

    private func decompressed(_ raw: Bytes, _ section: Section) throws -> Bytes {
        // The older form, also that of other formats: "ZLIB" and the size, big-endian.
        if raw.starts(with: Array("ZLIB".utf8)) {
            guard let size = raw.load(4, as: UInt64.self)?.byteSwapped, let stream = raw.suffix(from: 12) else {
                throw InputError(.truncated, "the compression header is cut off")
            }
            return try inflate(stream, size)
        }
        let ordered = OrderedBytes(raw, isBigEndian: isBigEndian)
        let headerSize = pointerSize == 8 ? 24 : 12
        guard let kind = ordered.load(0, as: UInt32.self),
            let size = ordered.word(pointerSize == 8 ? 8 : 4, size: pointerSize),
            let stream = raw.suffix(from: headerSize)
        else {
            throw InputError(.truncated, "the compression header is cut off")
        }
        guard kind == 1 else {
            let name = kind == 2 ? "zstd" : "of kind \(kind)"
            throw InputError(
                .unsupported, "is compressed by \(name); link with -ldflags=-compressdwarf=false or use zlib")
        }
        return try inflate(stream, size)
    }

    /// zlib cannot expand by more than 1032 to 1: a larger claim is refused before memory is reserved for it.
    private func inflate(_ stream: Bytes, _ size: UInt64) throws -> Bytes {
        guard let count = Int(exactly: size), count / 1040 <= stream.count else {
            throw InputError(.malformed, "\(stream.count) compressed bytes cannot hold the \(size) that are announced")
        }
        return try Inflate.zlib(stream, size: count, limit: Self.decompressionLimit)
    }

    /// The sections; those of a file without section headers are made of its segments, under the names of what such
    /// segments mostly hold.
    public var stretches: [Section] {
        guard sections.isEmpty else { return sections }
        return segments.map { segment in
            Section(
                name: segment.isExecutable ? ".text" : segment.isWritable ? ".data" : ".rodata",
                address: segment.address, size: segment.memorySize, fileOffset: segment.fileOffset,
                fileSize: segment.fileSize, isLoaded: true, isExecutable: segment.isExecutable,
                isWritable: segment.isWritable, isCompressed: false)
        }
    }
}
