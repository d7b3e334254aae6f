import Wire

/// Tags and text of XML, one behind the other, without building anything: what exports of Process Monitor need. Nesting
/// is not checked.
struct XMLScanner {
    enum Token {
        /// Name of an element, without attributes.
        case start(Range<Int>)
        case end(Range<Int>)
        /// As it stands in the file, with its entities.
        case text(Range<Int>)
    }

    let bytes: Bytes
    var offset: Int

    private static let comment = Array("<!--".utf8)
    private static let commentEnd = Array("-->".utf8)
    /// Longest entity, its marks included.
    private static let longestEntity = 10

    init(_ bytes: Bytes, at offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The next tag or text; nil at the end. Declarations and comments are passed over.
    mutating func next() -> Token? {
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "<") else {
                let start = offset
                offset = bytes.firstIndex(of: UInt8(ascii: "<"), from: offset) ?? bytes.count
                return .text(start..<offset)
            }
            if hasPrefix(Self.comment) {
                offset = bytes.firstRange(of: Self.commentEnd, from: offset + 4).map { $0 + 3 } ?? bytes.count
                continue
            }
            let close = bytes.firstIndex(of: UInt8(ascii: ">"), from: offset) ?? bytes.count
            let start = offset + 1
            offset = min(close + 1, bytes.count)
            guard start < close else { continue }
            switch bytes[start] {
            case UInt8(ascii: "?"), UInt8(ascii: "!"): continue
            case UInt8(ascii: "/"): return .end(name(start + 1, close))
            default: return .start(name(start, close))
            }
        }
        return nil
    }

    private func hasPrefix(_ prefix: [UInt8]) -> Bool {
        bytes.slice(offset, prefix.count)?.starts(with: prefix) == true
    }

    private func name(_ start: Int, _ end: Int) -> Range<Int> {
        var index = start
        while index < end, bytes[index] > 0x20, bytes[index] != UInt8(ascii: "/") { index += 1 }
        return start..<index
    }

    /// Whether a name is this one.
    func isName(_ range: Range<Int>, _ name: [UInt8]) -> Bool {
        range.count == name.count && name.indices.allSatisfy { bytes[range.lowerBound + $0] == name[$0] }
    }

    /// The text up to the end of an element whose start was just read, as it stands in the file; moves behind the end.
    mutating func content() -> Range<Int> {
        let start = offset
        var end = start
        var depth = 0
        while let token = next() {
            switch token {
            case .text(let range): if depth == 0 { end = range.upperBound }
            case .start: depth += 1
            case .end:
                if depth == 0 { return start..<end }
                depth -= 1
            }
        }
        return start..<end
    }

    /// Appends text with its entities resolved.
    static func append(_ bytes: Bytes, _ range: Range<Int>, to text: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "&"),
                let end = (index..<min(index + longestEntity, range.upperBound)).first(where: {
                    bytes[$0] == UInt8(ascii: ";")
                }), let scalar = entity(bytes, index + 1..<end)
            {
                text += Array(String(scalar).utf8)
                index = end + 1
            } else {
                text.append(byte)
                index += 1
            }
        }
    }

    private static func entity(_ bytes: Bytes, _ range: Range<Int>) -> Unicode.Scalar? {
        let name = bytes.slice(range.lowerBound, range.count)?.string ?? ""
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap { Unicode.Scalar($0) }
        }
    }
}
