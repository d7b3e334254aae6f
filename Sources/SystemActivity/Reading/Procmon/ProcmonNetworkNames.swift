import Wire

/// Names of addresses and ports at the end of a log.
struct ProcmonNetworkNames {
    var hosts: [ProcmonAddress: [UInt8]] = [:]
    var ports: [ProcmonPort: [UInt8]] = [:]
    /// Whether the tables end before all their entries.
    private(set) var isCut = false

    init() {}

    /// Hosts: u32 count, each 16 bytes and a text. Ports: u32 count, each u16 number, u16 whether it is TCP, and a text.
    init(_ bytes: Bytes, at start: Int) {
        read(bytes, at: start)
    }

    private mutating func read(_ bytes: Bytes, at start: Int) {
        var offset = start
        for _ in 0..<count(bytes, &offset) {
            guard let low: UInt64 = bytes.load(offset), let high: UInt64 = bytes.load(offset + 8) else { return cut() }
            offset += 16
            guard let name = text(bytes, &offset) else { return cut() }
            hosts[ProcmonAddress(low, high)] = name
        }
        for _ in 0..<count(bytes, &offset) {
            guard let number: UInt16 = bytes.load(offset), let isTCP: UInt16 = bytes.load(offset + 2) else {
                return cut()
            }
            offset += 4
            guard let name = text(bytes, &offset) else { return cut() }
            ports[ProcmonPort(number: number, isTCP: isTCP != 0)] = name
        }
    }

    private mutating func cut() { isCut = true }

    private mutating func count(_ bytes: Bytes, _ offset: inout Int) -> UInt32 {
        guard let count: UInt32 = bytes.load(offset) else {
            cut()
            return 0
        }
        offset += 4
        return count
    }

    /// u32 size in bytes, UTF-16.
    private func text(_ bytes: Bytes, _ offset: inout Int) -> [UInt8]? {
        guard let size: UInt32 = bytes.load(offset), Int(size) <= bytes.count - offset - 4 else { return nil }
        var text: [UInt8] = []
        text.append(utf16: bytes, from: offset + 4, units: Int(size) / 2)
        offset += 4 + Int(size)
        return text
    }
}
