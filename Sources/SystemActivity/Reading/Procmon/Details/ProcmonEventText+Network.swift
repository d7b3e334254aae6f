import Wire

/// Network events: u16 flags, u32 length, two addresses of 16 bytes, two ports, pairs of texts.
extension ProcmonEventText {
    var isTCP: Bool { record.number16(0) & 4 != 0 }

    func appendNetworkPath(to text: inout [UInt8]) {
        appendEnd(addressPlace: 8, portPlace: 40, isIPv4: record.number16(0) & 1 != 0, to: &text)
        text.append(text: " -> ")
        appendEnd(addressPlace: 24, portPlace: 42, isIPv4: record.number16(0) & 2 != 0, to: &text)
    }

    private func appendEnd(addressPlace: Int, portPlace: Int, isIPv4: Bool, to text: inout [UInt8]) {
        let address = ProcmonAddress(record.number64(addressPlace), record.number64(addressPlace + 8))
        if let name = log.hosts[address], !name.isEmpty {
            text += name
        } else if isIPv4 {
            for index in 0..<4 {
                if index > 0 { text.append(UInt8(ascii: ".")) }
                text.append(decimal: UInt64(record.byte(addressPlace + index)))
            }
        } else {
            for index in 0..<8 {
                if index > 0 { text.append(UInt8(ascii: ":")) }
                text.append(hex: UInt64(record.number16(addressPlace + index * 2).byteSwapped))
            }
        }
        text.append(UInt8(ascii: ":"))
        let port = record.number16(portPlace)
        if let name = log.ports[ProcmonPort(number: port, isTCP: isTCP)] {
            text += name
        } else {
            text.append(decimal: UInt64(port))
        }
    }

    func appendNetworkDetail(_ detail: inout ProcmonDetailText, _ text: inout [UInt8]) {
        detail.decimal("Length", record.number32(4), &text)
        var start = record.detail.lowerBound + 44
        let end = record.detail.upperBound
        // Names and values, each ended by a NUL, and an empty name at the end.
        while start + 2 <= end, record.bytes.load(start, as: UInt16.self) != 0 {
            text.append(text: ", ")
            start = text.append(utf16: record.bytes, from: start, units: (end - start) / 2)
            text.append(text: ": ")
            start = text.append(utf16: record.bytes, from: start, units: (end - start) / 2)
        }
    }
}
