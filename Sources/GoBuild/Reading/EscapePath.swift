import Wire

/// The explanation of an escape that is being read: a header that ends in a colon, and behind the same position the steps
/// of the way (cmd/compile/internal/escape/solve.go: explainPath).
///
///     ./k.go:7:29: &T{...} escapes to heap in New:
///     ./k.go:7:29:   flow: ~r0 ← &{storage for &T{...}}:
///     ./k.go:7:29:     from &T{...} (spill) at ./k.go:7:29
struct EscapePath {
    /// Copies, since the buffer moves on.
    private(set) var prefix: [UInt8] = []
    /// The value.
    private(set) var name: [UInt8] = []
    /// The function in which it escapes; empty before Go 1.25.
    private(set) var function: [UInt8] = []
    private(set) var flow: [UInt8] = []
    private(set) var first: [UInt8] = []
    private(set) var last: [UInt8] = []
    private(set) var steps: Int32 = 0
    private(set) var isCut = false
    private(set) var isOpen = false

    /// Takes a line that goes on with the explanation.
    /// - Returns: false for one that does not.
    mutating func take(_ buffer: [UInt8], _ line: Range<Int>) -> Bool {
        guard isOpen, line.count > prefix.count + 2 else { return false }
        let start = line.lowerBound + prefix.count
        guard buffer[start] == UInt8(ascii: " "), buffer[start + 1] == UInt8(ascii: " ") else { return false }
        for index in 0..<prefix.count where buffer[line.lowerBound + index] != prefix[index] { return false }
        let text = ByteScanner(buffer, start..<line.upperBound)
        if text.starts(with: "    from ") {
            steps &+= 1
            let part = buffer[start + 9..<line.upperBound]
            if first.isEmpty {
                first.append(contentsOf: part)
            } else {
                last.removeAll(keepingCapacity: true)
                last.append(contentsOf: part)
            }
            return true
        }
        if text.starts(with: "  flow: ") {
            flow.removeAll(keepingCapacity: true)
            flow.append(contentsOf: buffer[start + 8..<line.upperBound])
            return true
        }
        guard text.starts(with: "  warning: ") else { return false }
        isCut = true
        return true
    }

    /// Opens an explanation if a body is the header of one.
    mutating func opens(_ body: ByteScanner, prefix: Range<Int>) -> Bool {
        guard body.ends(with: ":") else { return false }
        let end = body.range.upperBound - 1
        let value: Range<Int>
        var inside = 0..<0
        if body.starts(with: "parameter "), let leaks = body.findLast(" leaks to "), leaks >= body.range.lowerBound + 10
        {
            value = body.range.lowerBound + 10..<leaks
            if let start = body.findLast(" for "), let with = body.findLast(" with derefs="), start + 5 <= with,
                start > leaks
            {
                inside = start + 5..<with
            }
        } else if let escapes = body.findLast(" escapes to heap") {
            value = body.range.lowerBound..<escapes
            if body.starts(with: " in ", at: escapes + 16), escapes + 20 <= end { inside = escapes + 20..<end }
        } else {
            return false
        }
        reset()
        isOpen = true
        self.prefix.append(contentsOf: body.bytes[prefix])
        name.append(contentsOf: body.bytes[value])
        function.append(contentsOf: body.bytes[inside.clamped(to: 0..<body.bytes.count)])
        return true
    }

    /// There is no more of it.
    mutating func close() { isOpen = false }

    private mutating func reset() {
        prefix.removeAll(keepingCapacity: true)
        name.removeAll(keepingCapacity: true)
        function.removeAll(keepingCapacity: true)
        flow.removeAll(keepingCapacity: true)
        first.removeAll(keepingCapacity: true)
        last.removeAll(keepingCapacity: true)
        steps = 0
        isCut = false
    }
}
