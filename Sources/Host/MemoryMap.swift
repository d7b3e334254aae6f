import Wire

/// Parser of /proc/PID/maps (format: proc(5)).
enum MemoryMap {
    /// The mappings, ascending by address. Lines that do not parse are left out.
    static func parse(_ text: Bytes) -> [MemoryMapping] {
        var result: [MemoryMapping] = []
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            if let mapping = mapping(&line) { result.append(mapping) }
        }
        // The kernel writes them in order, but a file read in several parts may repeat one that grew in between.
        if zip(result, result.dropFirst()).contains(where: { $0.start > $1.start }) {
            result.sort { $0.start < $1.start }
        }
        return result
    }

    private static func mapping(_ line: inout TextScanner) -> MemoryMapping? {
        guard let start = line.hexadecimal(), line.skip(byte: UInt8(ascii: "-")), let end = line.hexadecimal(),
            end >= start, let access = line.field()?.utf8, access.count >= 4, let offset = line.hexadecimal()
        else { return nil }
        line.skipFields()
        guard let inode = line.unsigned() else { return nil }
        return MemoryMapping(
            start: start, end: end, isReadable: access.first == UInt8(ascii: "r"),
            isWritable: access.dropFirst().first == UInt8(ascii: "w"),
            isExecutable: access.dropFirst(2).first == UInt8(ascii: "x"),
            fileOffset: offset, inode: inode, path: unescaped(line.rest()))
    }

    /// The kernel writes a newline in a path as `\012`, and nothing else so.
    private static func unescaped(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "\\")) else { return path }
        var result: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.first {
            if rest.starts(with: [92, 48, 49, 50]) {
                result.append(10)
                rest = rest.dropFirst(4)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
