/// A table as text, quoted as RFC 4180 says, with lines that end in a line feed.
struct SeparatedText {
    private(set) var bytes: [UInt8] = []

    init(_ head: [String]) { row(head) }

    mutating func row(_ fields: [String]) {
        for (number, field) in fields.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            append(field)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func append(_ field: String) {
        let special = field.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
        guard special else { return bytes.append(contentsOf: field.utf8) }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
