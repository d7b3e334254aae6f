/// Fields of a line of comma-separated values, quoted as RFC 4180 says.
struct SeparatedLine {
    private var isFirst = true
    private var bytes: [UInt8] = []

    /// A field with any text; what is no UTF-8 is replaced by U+FFFD, so that the file is text.
    mutating func add(_ field: some Collection<UInt8>) {
        separate()
        let isSpecial = field.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 < 0x20 }
        let isPlain = field.allSatisfy { $0 < 0x80 }
        let text = isPlain ? Array(field) : Array(String(decoding: field, as: UTF8.self).utf8)
        if isSpecial { bytes.append(UInt8(ascii: "\"")) }
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if isSpecial { bytes.append(UInt8(ascii: "\"")) }
    }

    mutating func add(_ field: String) { add(field.utf8) }

    /// A field that was made by another line.
    mutating func add(made field: [UInt8]) {
        separate()
        bytes.append(contentsOf: field)
    }

    mutating func add(_ number: Int64) {
        separate()
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    mutating func addEmpty() { separate() }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    /// A field alone, for `add(made:)`.
    static func made(_ field: some Collection<UInt8>) -> [UInt8] {
        var line = SeparatedLine()
        line.add(field)
        return line.bytes
    }

    /// Writes the line, and begins the next one.
    mutating func end(_ output: inout ByteReport) {
        bytes.append(UInt8(ascii: "\r"))
        output.add(bytes)
        output.endLine()
        bytes.removeAll(keepingCapacity: true)
        isFirst = true
    }
}
