import Wire

/// The file form of a capture: a mark, then blocks one behind the other.
///
/// A block has a head of 16 bytes, all little-endian: u32 `blockMark`, u8 kind, u8 and u16 zero, u32 bytes of its
/// contents as they stand in the file, u32 bytes when they are inflated. Contents are a zlib stream each, whose checksum
/// tells a damaged block. Blocks are only ever appended, so that a capture can be read while it is written, and up to the
/// last whole block when its writer died.
public enum CaptureFormat {
    /// Followed by the format's number, one byte, and a NUL.
    public static let mark = Array("sonde capture\n".utf8)
    public static let version: UInt8 = 1
    public static let headLength = mark.count + 2
    static let blockMark: UInt32 = 0x4b4c_4253
    static let blockHeadLength = 16
    /// Bytes of a block's contents, inflated.
    static let largestBlock = 16 << 20

    enum BlockKind: UInt8 {
        /// What was recorded, where and how: pairs of texts. More of it may follow at the end.
        case start = 1
        /// Records as `activity_records.h` in CLinux describes them.
        case records = 2
        /// What was made and lost so far: pairs of texts; later ones replace earlier ones.
        case counters = 3
        /// What /proc said of a process: pairs of texts.
        case process = 4
        /// Names of addresses: see `CaptureSymbolsFile`.
        case symbols = 5
        /// The recording ended in order.
        case end = 6
        /// What the machine, the control groups and the processes had used by a moment: pairs of texts, of which only
        /// those are there that differ from the block of this kind before; see `HostSampleFields`.
        case sample = 16
    }

    /// Pairs of texts, each text ended by a NUL.
    static func encode(pairs: [(String, String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in pairs {
            // A NUL cannot stand in a text of the system's; in others it would end the text early.
            bytes += name.utf8.filter { $0 != 0 }
            bytes.append(0)
            bytes += value.utf8.filter { $0 != 0 }
            bytes.append(0)
        }
        return bytes
    }

    static func decode(pairs bytes: ArraySlice<UInt8>) -> [(String, String)] {
        var texts: [String] = []
        var start = bytes.startIndex
        for index in bytes.indices where bytes[index] == 0 {
            texts.append(String(decoding: bytes[start..<index], as: UTF8.self))
            start = index + 1
        }
        return stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) }
    }
}
