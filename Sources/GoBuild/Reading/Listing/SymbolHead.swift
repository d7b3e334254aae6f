import Wire

/// The first line of a symbol: `main.large STEXT size=377 align=0x0 args=0x18 locals=0x20 funcid=0x0`
/// (cmd/internal/obj/objfile.go, writeSymDebugNamed). The order of the figures changed in Go 1.27; names may have spaces.
struct SymbolHead {
    /// Of the name, in the buffer; some data symbols have none.
    let name: Range<Int>
    let isText: Bool
    let isShared: Bool
    let size: Int32

    /// Nil for a line that is no head.
    init?(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        guard let field = SpanText.findLast(" size=", bytes, line) else { return nil }
        var at = field + 6
        guard let size = SpanText.number(bytes, at: &at, end: line.upperBound) else { return nil }
        // Back over `dupok`, `nosplit` and their like to the kind: S and upper-case letters.
        var isShared = false
        var end = field
        for _ in 0..<10 {
            var start = end
            while start > line.lowerBound, bytes[start - 1] != UInt8(ascii: " ") { start -= 1 }
            guard start > line.lowerBound, start < end else { return nil }
            if bytes[start] == UInt8(ascii: "S"), Self.isUpper(bytes, start..<end) {
                name = line.lowerBound..<(start - 1)
                isText = SpanText.has("STEXT", bytes, at: start, end: end)
                (self.isShared, self.size) = (isShared, size)
                return
            }
            if SpanText.has("dupok", bytes, at: start, end: end) { isShared = true }
            end = start - 1
        }
        return nil
    }

    private static func isUpper(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        for index in word {
            let byte = bytes[index]
            // STEXTFIPS, SNOPTRDATA, S386: letters and digits.
            guard byte >= 0x41 && byte <= 0x5a || byte >= 0x30 && byte <= 0x39 else { return false }
        }
        return word.count >= 4
    }
}
