import Glibc
import Wire

/// The kernel's functions by their addresses, from /proc/kallsyms; none when the kernel does not show addresses
/// (kptr_restrict, without CAP_SYSLOG).
public struct KernelSymbols {
    private var addresses: [UInt64] = []
    /// Where each name lies in `text`.
    private var names: [Range<Int>] = []
    private let text: [UInt8]

    public var isEmpty: Bool { addresses.isEmpty }

    public init() {
        text = (try? MappedFile.open("/proc/kallsyms", copying: true))?.array ?? []
        var entries: [(address: UInt64, name: Range<Int>)] = []
        var position = 0
        while position < text.count {
            let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            if let entry = Self.entry(text, position, end) { entries.append(entry) }
            position = end + 1
        }
        // Modules stand behind the kernel's own functions, in no order.
        entries.sort { $0.address < $1.address }
        addresses = entries.map(\.address)
        names = entries.map(\.name)
    }

    /// `ffffffff81000000 T name [module]`; nil for data and for hidden addresses.
    private static func entry(_ text: [UInt8], _ start: Int, _ end: Int) -> (UInt64, Range<Int>)? {
        var at = start
        var address: UInt64 = 0
        while at < end, let digit = digit(text[at]) {
            address = address << 4 | digit
            at += 1
        }
        guard address != 0, end - at > 3,
            text[at + 1] | 0x20 == UInt8(ascii: "t") || text[at + 1] | 0x20 == UInt8(ascii: "w")
        else { return nil }
        let first = at + 3
        var last = first
        while last < end, text[last] != UInt8(ascii: " "), text[last] != UInt8(ascii: "\t") { last += 1 }
        return (address, first..<last)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        default: nil
        }
    }

    /// The function that an address lies in; nil when none is known.
    public func name(containing address: UInt64) -> String? {
        var (low, high) = (0, addresses.count)
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle] <= address { low = middle + 1 } else { high = middle }
        }
        // A gap of a megabyte is no function.
        guard low > 0, address - addresses[low - 1] < 1 << 20 else { return nil }
        return String(decoding: text[names[low - 1]], as: UTF8.self)
    }
}
