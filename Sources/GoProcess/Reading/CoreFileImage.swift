import Wire

/// Where the executable lies in a core file.
enum CoreFileImage {
    /// Types of the auxiliary vector (include/uapi/linux/auxvec.h).
    private static let programHeaders: UInt64 = 3
    private static let programHeaderSize: UInt64 = 4
    private static let programHeaderCount: UInt64 = 5
    private static let entry: UInt64 = 9
    private static let executableName: UInt64 = 31

    /// Path of the mapped file that holds the program headers or the entry point of the program.
    static func executablePath(_ files: [CoreFileMapping], auxiliary: [UInt64: UInt64]) -> String? {
        for key in [programHeaders, entry] {
            guard let address = auxiliary[key] else { continue }
            if let file = files.first(where: { $0.start <= address && address < $0.end }) { return file.path }
        }
        return nil
    }

    /// The executable's mappings by its program headers in memory, for a core without a list of files (Delve's).
    static func files(_ memory: CoreFileMemory, auxiliary: [UInt64: UInt64]) -> [CoreFileMapping] {
        guard let address = auxiliary[programHeaders], auxiliary[programHeaderSize] == 56,
            let count = auxiliary[programHeaderCount], count > 0, count <= 256,
            let table = memory.dumped(address, Int(count) * 56)
        else { return [] }
        var bias: UInt64?
        var loads: [(offset: UInt64, start: UInt64, size: UInt64)] = []
        for at in stride(from: 0, to: table.count, by: 56) {
            guard let type = table.load(at, as: UInt32.self), let offset: UInt64 = table.load(at + 8),
                let start: UInt64 = table.load(at + 16), let size: UInt64 = table.load(at + 32)
            else { continue }
            if type == 1 { loads.append((offset, start, size)) }
            // PT_PHDR names the table's own place.
            if type == 6 { bias = address &- start }
        }
        guard let bias else { return [] }
        let path = name(memory, auxiliary)
        return loads.compactMap { load in
            let start = (load.start &+ bias) & ~4095
            let (end, overflow) = (load.start &+ bias).addingReportingOverflow(load.size)
            guard !overflow, end > start, end <= UInt64.max - 4095 else { return nil }
            return CoreFileMapping(
                start: start, end: (end + 4095) & ~4095, fileOffset: load.offset & ~4095, path: path)
        }.sorted { $0.start < $1.start }
    }

    /// The path that the program was executed by.
    private static func name(_ memory: CoreFileMemory, _ auxiliary: [UInt64: UInt64]) -> String {
        guard let address = auxiliary[executableName] else { return "executable" }
        // The text ends close to the end of the stack, behind which nothing was dumped.
        var text: [UInt8] = []
        while text.count < 4096, let byte: UInt8 = memory.dumped(address &+ UInt64(text.count), 1)?.load(0), byte != 0 {
            text.append(byte)
        }
        return text.isEmpty ? "executable" : String(decoding: text, as: UTF8.self)
    }
}
