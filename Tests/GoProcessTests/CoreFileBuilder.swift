import Wire

/// Writes small core files of known content, as the kernel lays them out.
struct CoreFileBuilder {
    struct Segment {
        var start: UInt64
        var bytes: [UInt8]
        var memorySize: UInt64
        /// PF_R 4, PF_W 2, PF_X 1.
        var flags: UInt32 = 6
    }

    var machine: UInt16 = 62
    var segments: [Segment] = []
    private(set) var notes: [UInt8] = []
    /// Writes the number of headers as the kernel does for a process with very many mappings.
    var usesExtendedCount = false

    mutating func add(note type: UInt32, owner: String = "CORE", _ description: [UInt8]) {
        let name = owner.isEmpty ? [] : Array(owner.utf8) + [0]
        notes += word(UInt32(name.count)) + word(UInt32(description.count)) + word(type)
        notes += padded(name) + padded(description)
    }

    /// NT_PRSTATUS with registers by their position in the machine's structure.
    mutating func add(thread id: Int32, signal: Int16 = 0, registers: [Int: UInt64], owner: String = "CORE") {
        let count = machine == 62 ? 27 : 34
        var note = [UInt8](repeating: 0, count: 112 + count * 8 + 8)
        note.replaceSubrange(12..<14, with: word(signal))
        note.replaceSubrange(32..<36, with: word(id))
        for (index, value) in registers { note.replaceSubrange(112 + index * 8..<120 + index * 8, with: word(value)) }
        add(note: 1, owner: owner, note)
    }

    /// NT_PRPSINFO.
    mutating func add(command: String, process: Int32) {
        var note = [UInt8](repeating: 0, count: 136)
        note.replaceSubrange(24..<28, with: word(process))
        note.replaceSubrange(56..<56 + command.utf8.count, with: command.utf8)
        add(note: 3, note)
    }

    /// NT_FILE.
    mutating func add(
        files: [(start: UInt64, end: UInt64, page: UInt64, path: String)], pageSize: UInt64 = 4096
    ) {
        var note = word(UInt64(files.count)) + word(pageSize)
        for file in files { note += word(file.start) + word(file.end) + word(file.page) }
        for file in files { note += Array(file.path.utf8) + [0] }
        add(note: 0x4649_4c45, note)
    }

    /// NT_AUXV.
    mutating func add(auxiliary: [(UInt64, UInt64)]) {
        add(note: 6, auxiliary.flatMap { word($0.0) + word($0.1) } + [UInt8](repeating: 0, count: 16))
    }

    func bytes() -> [UInt8] {
        let count = segments.count + 1
        let table = 64
        let section = table + count * 56
        var offset = section + (usesExtendedCount ? 64 : 0)
        var result: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
        result += word(UInt16(4)) + word(machine) + word(UInt32(1)) + word(UInt64(0)) + word(UInt64(table))
        result += word(UInt64(usesExtendedCount ? section : 0)) + word(UInt32(0)) + word(UInt16(64)) + word(UInt16(56))
        result += word(usesExtendedCount ? UInt16(0xffff) : UInt16(count)) + word(UInt16(64))
        result += word(UInt16(usesExtendedCount ? 1 : 0)) + word(UInt16(0))
        result += entry(type: 4, flags: 0, offset, 0, notes.count, 0)
        offset += notes.count
        for segment in segments {
            result += entry(
                type: 1, flags: segment.flags, offset, segment.start, segment.bytes.count, segment.memorySize)
            offset += segment.bytes.count
        }
        if usesExtendedCount {
            result += [UInt8](repeating: 0, count: 44) + word(UInt32(count)) + [UInt8](repeating: 0, count: 16)
        }
        return result + notes + segments.flatMap(\.bytes)
    }

    private func entry(
        type: UInt32, flags: UInt32, _ offset: Int, _ start: UInt64, _ size: Int, _ memorySize: UInt64
    ) -> [UInt8] {
        word(type) + word(flags) + word(UInt64(offset)) + word(start) + word(UInt64(0)) + word(UInt64(size))
            + word(memorySize) + word(UInt64(0x1000))
    }

    private func word<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
    }

    private func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4) }
}
