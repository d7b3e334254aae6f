import Evidence
import Wire

/// What google/pprof does to the mappings of an older profile (`massageMappings` and `remapMappingIDs` of its package
/// profile), so that the same code lies in the same mapping.
enum MappingRules {
    /// Joins the parts of one mapping and puts the main program first.
    static func tidy(_ profile: inout Profile) {
        var joined: [ProfileMapping] = []
        for mapping in profile.mappings {
            guard let last = joined.last, isContinued(last, by: mapping) else {
                joined.append(mapping)
                continue
            }
            var whole = last
            whole.limit = mapping.limit
            if mapping.file != .empty { whole.file = mapping.file }
            if mapping.buildID != .empty { whole.buildID = mapping.buildID }
            joined[joined.count - 1] = whole
        }
        if let main = joined.firstIndex(where: { isProgram(profile.strings.bytes($0.file)) }) {
            joined.swapAt(0, main)
        }
        profile.mappings = joined
        number(&profile)
    }

    private static func number(_ profile: inout Profile) {
        for at in profile.mappings.indices { profile.mappings[at].id = UInt64(at) + 1 }
    }

    private static func isContinued(_ first: ProfileMapping, by second: ProfileMapping) -> Bool {
        if first.file != .empty, second.file != .empty, first.file != second.file { return false }
        if first.buildID != .empty, second.buildID != .empty, first.buildID != second.buildID { return false }
        guard first.limit == second.start else { return false }
        guard first.fileOffset != 0, second.fileOffset != 0 else { return true }
        return first.fileOffset &+ (first.limit &- first.start) == second.fileOffset
    }

    /// True for what may be the main program: it has a name, and not that of a shared library or of the kernel's.
    private static func isProgram(_ path: ArraySlice<UInt8>) -> Bool {
        let deleted = Array("(deleted)".utf8)
        var name: [UInt8] = []
        var rest = path
        while let first = rest.first {
            if rest.starts(with: deleted) {
                rest = rest.dropFirst(deleted.count)
            } else {
                name.append(first)
                rest = rest.dropFirst()
            }
        }
        guard let first = name.first, first != UInt8(ascii: "[") else { return false }
        return !isLibrary(name)
    }

    /// `.so` at the end, or `.so` with a version: `.so.6`, `.so_3`.
    private static func isLibrary(_ name: [UInt8]) -> Bool {
        let bytes = Bytes(name)
        var from = 0
        while let hit = bytes.firstRange(of: Array(".so".utf8), from: from) {
            let behind = hit + 3
            if behind == name.count { return true }
            if name[behind] == UInt8(ascii: ".") || name[behind] == UInt8(ascii: "_"), behind + 1 < name.count,
                Bytes.isDigit(name[behind + 1])
            {
                return true
            }
            from = behind
        }
        return false
    }
}

/// Which mapping each location lies in.
extension MappingRules {
    /// Finds the mapping of each location; one that covers everything is made when an address lies in none.
    static func assign(_ profile: inout Profile) {
        correctFirst(&profile)
        let addresses = profile.locations.addresses.filter { $0 != 0 }.sorted()
        var within = IntervalIndex(addresses)
        // Some handlers left out the first part of a mapping, whose file offset tells its length.
        var before = IntervalIndex(addresses)
        for (at, mapping) in profile.mappings.enumerated() {
            within.insert(at, mapping.start, mapping.limit)
            if mapping.fileOffset != 0 { before.insert(at, mapping.start &- mapping.fileOffset, mapping.start) }
        }
        var everything: Int?
        for location in 0..<profile.locations.count where profile.locations.addresses[location] != 0 {
            let address = profile.locations.addresses[location]
            if let found = within.first(address) {
                profile.locations.mappings[location] = UInt32(found)
            } else if let everything {
                profile.locations.mappings[location] = UInt32(everything)
            } else if let found = before.first(address) {
                let mapping = profile.mappings[found]
                within.insert(found, mapping.start &- mapping.fileOffset, mapping.start)
                profile.mappings[found].start = mapping.start &- mapping.fileOffset
                profile.mappings[found].fileOffset = 0
                profile.locations.mappings[location] = UInt32(found)
            } else {
                var mapping = ProfileMapping()
                mapping.limit = .max
                everything = profile.mappings.count
                profile.locations.mappings[location] = UInt32(profile.mappings.count)
                profile.mappings.append(mapping)
            }
        }
        number(&profile)
    }

    private static func correctFirst(_ profile: inout Profile) {
        let mappings = profile.mappings
        if mappings.count > 1, mappings[0].limit == mappings[1].start,
            profile.strings.bytes(mappings[0].file).starts(with: Array("/anon_hugepage".utf8))
        {
            profile.mappings.removeFirst()
        }
        // Where linkers put programs that are not position-independent.
        let usualStart: UInt64 = 0x400000
        if let first = profile.mappings.first, first.start &- first.fileOffset == usualStart {
            profile.mappings[0].start = usualStart
            profile.mappings[0].fileOffset = 0
        }
    }
}

/// Numbered intervals of addresses, and the smallest number of those that hold an address: a segment tree over the
/// addresses that will be asked for.
private struct IntervalIndex {
    private let addresses: [UInt64]
    private var smallest: [Int]

    /// - Parameter addresses: all that will be asked for, ascending.
    init(_ addresses: [UInt64]) {
        self.addresses = addresses
        smallest = Array(repeating: .max, count: 2 * addresses.count)
    }

    /// Adds the interval from `start` up to `end`; nothing when it ends before it begins.
    mutating func insert(_ number: Int, _ start: UInt64, _ end: UInt64) {
        guard start < end else { return }
        var low = position(start) + addresses.count
        var high = position(end) + addresses.count
        while low < high {
            if low & 1 == 1 {
                smallest[low] = min(smallest[low], number)
                low += 1
            }
            if high & 1 == 1 {
                high -= 1
                smallest[high] = min(smallest[high], number)
            }
            low /= 2
            high /= 2
        }
    }

    func first(_ address: UInt64) -> Int? {
        var node = position(address) + addresses.count
        guard node < smallest.count else { return nil }
        var result = Int.max
        while node > 0 {
            result = min(result, smallest[node])
            node /= 2
        }
        return result == .max ? nil : result
    }

    /// Position of the first address that is not below `address`.
    private func position(_ address: UInt64) -> Int {
        var low = 0
        var high = addresses.count
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle] < address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
