/// From the ids of a file, any numbers, to indexes.
///
/// Ids are nearly always 1, 2, 3, …: an array serves those; a dictionary the rest.
struct IdentityMap {
    private var dense: [UInt32] = []
    private var sparse: [UInt64: UInt32] = [:]
    /// True while id `n` has the index `n - 1`.
    private(set) var isIdentity = true

    /// - Returns: the id that two entries share, or 0 when an entry has the reserved id 0; nil when all is well.
    mutating func fill(_ ids: [UInt64]) -> UInt64? {
        dense = Array(repeating: .max, count: ids.count + 1)
        for (index, id) in ids.enumerated() {
            if id == 0 { return 0 }
            if id != UInt64(index + 1) { isIdentity = false }
            if id < UInt64(dense.count) {
                if dense[Int(id)] != .max { return id }
                dense[Int(id)] = UInt32(index)
            } else if sparse.updateValue(UInt32(index), forKey: id) != nil {
                return id
            }
        }
        return nil
    }

    @inline(__always)
    func index(_ id: UInt64) -> UInt32? {
        if id < UInt64(dense.count) {
            let index = dense[Int(id)]
            return index == .max ? nil : index
        }
        return sparse[id]
    }
}
