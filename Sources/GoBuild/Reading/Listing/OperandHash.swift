import Wire

/// A hash of an instruction's operands without what is numbered anew in each build.
enum OperandHash {
    /// Adds operands to a hash: `main.F.func2·f(SB), AX` as `main.F.func·f(SB), AX`.
    ///
    /// Left out are the numbers behind `.func`, `.gowrap`, `.deferwrap`, `-range`, `.autotmp_` and `.stmp_`, those of
    /// closures within closures (`.func2.1`), and hashes of copied closures (`#Fy+1lUJn4Gg=#`).
    static func mix(_ hash: inout UInt64, _ bytes: Span<UInt8>, _ range: Range<Int>) {
        var at = range.lowerBound
        let end = range.upperBound
        while at < end {
            let byte = bytes[at]
            // Eight bytes in base 64.
            if byte == UInt8(ascii: "#"), at + 13 < end, bytes[at + 13] == byte, bytes[at + 12] == UInt8(ascii: "=") {
                at += 14
                continue
            }
            SpanText.mix(&hash, byte)
            at += 1
            switch byte {
            case UInt8(ascii: "c"), UInt8(ascii: "p"), UInt8(ascii: "e"), UInt8(ascii: "_"):
                guard at < end, isDigit(bytes[at]), isNumbered(bytes, at, from: range.lowerBound) else { continue }
                at = afterNumbers(bytes, at, end)
            default: break
            }
        }
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isNumbered(_ bytes: Span<UInt8>, _ at: Int, from start: Int) -> Bool {
        func ends(_ text: StaticString) -> Bool {
            at - text.utf8CodeUnitCount >= start
                && SpanText.has(text, bytes, at: at - text.utf8CodeUnitCount, end: at)
        }
        return ends(".func") || ends("tmp_") || ends("wrap") || ends("-range")
    }

    /// Behind `2` and `2.1`.
    private static func afterNumbers(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        while true {
            while at < end, isDigit(bytes[at]) { at += 1 }
            guard at + 1 < end, bytes[at] == UInt8(ascii: "."), isDigit(bytes[at + 1]) else { return at }
            at += 1
        }
    }
}
