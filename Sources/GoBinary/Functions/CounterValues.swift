import Wire

/// Tables that give a value for each program counter of a function (`runtime.pcvalue`): differences of the value and
/// of the counter in turns, until a difference of zero.
struct CounterValues {
    let table: Bytes
    /// What differences of counters are counted in.
    let quantum: UInt32

    /// The value at a counter that lies `target` bytes behind the function's entry; nil when there is no table or it
    /// ends before.
    @inline(__always)
    func value(table start: UInt32, at target: UInt32) -> Int32? {
        guard start != 0 else { return nil }
        var position = Int(start)
        var counter: UInt32 = 0
        var value: Int32 = -1
        var isFirst = true
        while true {
            guard let difference = readVarint(&position), difference != 0 || isFirst,
                let advance = readVarint(&position)
            else { return nil }
            isFirst = false
            value &+= Int32(bitPattern: (0 &- (difference & 1)) ^ (difference >> 1))
            counter &+= advance &* quantum
            if target < counter { return value }
        }
    }

    /// Each value with the counter (from the entry) behind its last instruction; ends when `body` returns false.
    func forEach(table start: UInt32, _ body: (_ end: UInt32, _ value: Int32) -> Bool) {
        guard start != 0 else { return }
        var position = Int(start)
        var counter: UInt32 = 0
        var value: Int32 = -1
        var isFirst = true
        while let difference = readVarint(&position), difference != 0 || isFirst,
            let advance = readVarint(&position)
        {
            isFirst = false
            value &+= Int32(bitPattern: (0 &- (difference & 1)) ^ (difference >> 1))
            counter &+= advance &* quantum
            guard body(counter, value) else { return }
        }
    }

    @inline(__always)
    private func readVarint(_ position: inout Int) -> UInt32? {
        guard let first = table.load(position, as: UInt8.self) else { return nil }
        position += 1
        guard first >= 0x80 else { return UInt32(first) }
        var result = UInt32(first & 0x7f)
        var shift: UInt32 = 7
        while let byte = table.load(position, as: UInt8.self) {
            position += 1
            result |= UInt32(byte & 0x7f) &<< (shift & 31)
            if byte < 0x80 { return result }
            shift &+= 7
            // The runtime knows no limit; eight bytes are more than any 32-bit number has.
            guard shift <= 56 else { return nil }
        }
        return nil
    }
}
