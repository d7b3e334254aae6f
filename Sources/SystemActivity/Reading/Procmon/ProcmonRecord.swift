import Wire

/// An event in a log of Process Monitor: 52 bytes, frames of the stack, details; and details that were known only when
/// it had ended, which may lie far behind.
struct ProcmonRecord {
    static let headSize = 52

    let bytes: Bytes
    let offset: Int
    let pointerSize: Int
    /// Frames of the stack.
    let depth: Int
    let detail: Range<Int>
    /// Empty when there are none.
    let extra: Range<Int>
    let hasExtra: Bool

    /// The record at an offset; nil when it does not lie in the file.
    @inline(__always)
    init?(_ bytes: Bytes, at offset: Int, pointerSize: Int) {
        guard offset >= 0, offset <= bytes.count - Self.headSize else { return nil }
        self.bytes = bytes
        self.offset = offset
        self.pointerSize = pointerSize
        depth = Int(bytes.checkedLoad(offset + 40, as: UInt16.self))
        let detailStart = offset + Self.headSize + depth * pointerSize
        let detailSize = Int(bytes.checkedLoad(offset + 44, as: UInt32.self))
        guard detailStart <= bytes.count, detailSize <= bytes.count - detailStart else { return nil }
        detail = detailStart..<detailStart + detailSize
        let distance = Int(bytes.checkedLoad(offset + 48, as: UInt32.self))
        // Details of the end cannot lie in the record itself.
        if distance > 0, offset + distance >= detail.upperBound,
            let size = bytes.load(offset + distance, as: UInt16.self)
        {
            let start = offset + distance + 2
            extra = start..<min(start + Int(size), bytes.count)
            hasExtra = true
        } else {
            extra = detail.upperBound..<detail.upperBound
            hasExtra = false
        }
    }

    var processIndex: UInt32 { bytes.checkedLoad(offset) }
    var thread: UInt32 { bytes.checkedLoad(offset + 4) }
    var eventClass: UInt32 { bytes.checkedLoad(offset + 8) }
    var operation: UInt16 { bytes.checkedLoad(offset + 12) }
    /// In 100 ns.
    var duration: UInt64 { bytes.checkedLoad(offset + 20) }
    /// 100 ns since 1601.
    var time: UInt64 { bytes.checkedLoad(offset + 28) }
    /// NTSTATUS.
    var status: UInt32 { bytes.checkedLoad(offset + 36) }

    /// What Process Monitor prints as no result: the operation had not ended.
    static let pending: UInt32 = 0x103

    /// A byte of the details; 0 behind their end.
    func byte(_ place: Int) -> UInt8 { place < detail.count ? bytes.load(detail.lowerBound + place) ?? 0 : 0 }
    func number16(_ place: Int) -> UInt16 { place <= detail.count - 2 ? bytes.load(detail.lowerBound + place) ?? 0 : 0 }
    func number32(_ place: Int) -> UInt32 { place <= detail.count - 4 ? bytes.load(detail.lowerBound + place) ?? 0 : 0 }
    func number64(_ place: Int) -> UInt64 { place <= detail.count - 8 ? bytes.load(detail.lowerBound + place) ?? 0 : 0 }
    func pointer(_ place: Int) -> UInt64 { pointerSize == 8 ? number64(place) : UInt64(number32(place)) }

    /// Numbers of the details of the end; 0 behind theirs.
    func extraByte(_ place: Int) -> UInt8 { place < extra.count ? bytes.load(extra.lowerBound + place) ?? 0 : 0 }
    func extra32(_ place: Int) -> UInt32 { place <= extra.count - 4 ? bytes.load(extra.lowerBound + place) ?? 0 : 0 }
    func extra64(_ place: Int) -> UInt64 { place <= extra.count - 8 ? bytes.load(extra.lowerBound + place) ?? 0 : 0 }

    /// A text in the details, whose length and form stand elsewhere.
    struct Text {
        let isASCII: Bool
        /// Characters, or code units of UTF-16.
        let count: Int

        init(_ info: UInt16) {
            isASCII = info & 0x8000 != 0
            count = Int(info & 0x7fff)
        }

        var size: Int { isASCII ? count : count * 2 }
    }

    /// Appends a text at a place in the details; no more than is there.
    func append(_ value: Text, at place: Int, to text: inout [UInt8]) {
        let start = detail.lowerBound + place
        let size = min(value.size, detail.upperBound - start)
        guard size > 0 else { return }
        if value.isASCII {
            text.append(bytes, from: start, count: size)
        } else {
            text.append(utf16: bytes, from: start, units: size / 2)
        }
    }

    /// Appends UTF-16 of the details of the end: at most `size` bytes from `place` on, up to a NUL.
    func appendExtra(at place: Int, size: Int, to text: inout [UInt8]) {
        let start = extra.lowerBound + place
        text.append(utf16: bytes, from: start, units: max(0, min(size, extra.upperBound - start)) / 2)
    }

    /// Appends UTF-16 of the details: at most `size` bytes from `place` on, up to a NUL.
    func append(at place: Int, size: Int, to text: inout [UInt8]) {
        let start = detail.lowerBound + place
        text.append(utf16: bytes, from: start, units: max(0, min(size, detail.upperBound - start)) / 2)
    }
}
