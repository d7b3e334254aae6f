/// What numbers of a generation stand for in the tables of the whole trace. Its numbers are small and dense, unless
/// somebody made them up.
struct NumberTable {
    private var dense: [UInt32] = [0]
    private var sparse: [UInt64: UInt32] = [:]
    private var count = 0

    static let absent = UInt32.max

    /// The value of a number, or `absent`. Number 0 has value 0.
    @inline(__always)
    subscript(_ number: UInt64) -> UInt32 {
        if number < UInt64(dense.count) {
            let value = dense[Int(number)]
            if value != Self.absent || sparse.isEmpty { return value }
        }
        return lookUp(number)
    }

    @inline(never)
    private func lookUp(_ number: UInt64) -> UInt32 { sparse[number] ?? Self.absent }

    /// Gives a number a value.
    /// - Returns: false when it has one, as 0 has.
    mutating func insert(_ number: UInt64, _ value: UInt32) -> Bool {
        guard self[number] == Self.absent else { return false }
        count += 1
        if number < UInt64(4 * count + 4096) {
            let index = Int(number)
            while dense.count <= index { dense.append(Self.absent) }
            dense[index] = value
        } else {
            sparse[number] = value
        }
        return true
    }

    /// Replaces each value.
    mutating func map(_ transform: (UInt32) -> UInt32) {
        for index in dense.indices.dropFirst() where dense[index] != Self.absent {
            dense[index] = transform(dense[index])
        }
        sparse = sparse.mapValues(transform)
    }
}
