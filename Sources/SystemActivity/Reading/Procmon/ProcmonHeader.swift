import Wire

/// Head of a log of Process Monitor (PML, version 9): 0x3A8 bytes, little-endian.
struct ProcmonHeader: Sendable {
    static let mark = Array("PML_".utf8)
    static let version: UInt32 = 9
    static let size = 0x3a8

    /// Whether the system, and so the form of the log, has pointers of 8 bytes.
    let is64Bit: Bool
    let eventCount: Int
    /// Offsets in the file; 0 when the log was not closed.
    let events: Int
    let eventOffsets: Int
    let processes: Int
    let strings: Int
    let hosts: Int
    let systemRoot: String
    /// `10.0.18362`.
    let windowsVersion: String
    let processors: Int

    /// - Throws: `notRecognised`, `unsupported`, `truncated`.
    init(_ bytes: Bytes) throws(InputError) {
        guard bytes.starts(with: Self.mark) else {
            throw InputError(.notRecognised, "is no log of Process Monitor: it does not begin with PML_", offset: 0)
        }
        let version: UInt32 = bytes.load(4) ?? 0
        guard version == Self.version else {
            throw InputError(
                .unsupported,
                "is a log of Process Monitor in version \(version) of its format; sonde reads version 9: "
                    + "open it in a current Process Monitor and save it again", offset: 4)
        }
        guard bytes.count >= Self.size else {
            throw InputError(
                .truncated, "the head of the log has \(bytes.count) of \(Self.size) bytes: copy the file again",
                offset: UInt64(bytes.count))
        }
        func offset(_ place: Int) -> Int {
            Int(truncatingIfNeeded: bytes.checkedLoad(place, as: UInt64.self) & .max >> 1)
        }
        is64Bit = bytes.checkedLoad(8, as: UInt32.self) == 1
        eventCount = Int(bytes.checkedLoad(0x234, as: UInt32.self))
        events = offset(0x240)
        eventOffsets = offset(0x248)
        processes = offset(0x250)
        strings = offset(0x258)
        hosts = offset(0x3a0)
        var root: [UInt8] = []
        root.append(utf16: bytes, from: 0x2c, units: 260)
        systemRoot = String(decoding: root, as: UTF8.self)
        // OSVERSIONINFOEXW begins with its own size.
        func part(_ index: Int) -> UInt32 { bytes.checkedLoad(0x274 + index * 4) }
        windowsVersion = "\(part(0)).\(part(1)).\(part(2))"
        processors = Int(bytes.checkedLoad(0x38c, as: UInt32.self))
    }

    var pointerSize: Int { is64Bit ? 8 : 4 }

    /// Whether the tables behind the events are there, as they are when the log was closed.
    var isComplete: Bool { events > 0 && eventOffsets > 0 && processes > 0 && strings > 0 }
}
