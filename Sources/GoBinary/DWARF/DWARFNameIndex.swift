import Evidence
import Wire

/// The named types, variables and constants at the top of units, by a hash of their name.
///
/// Units are added one at a time, as lookups need them. An entry costs some 40 bytes and no string.
struct DWARFNameIndex {
    /// Where an entry is.
    struct Place {
        /// Position in `DWARFUnitDirectory.units`.
        var unit: Int32
        /// Position of the next entry with the same hash; -1 for none.
        var next: Int32
        /// Offset in `.debug_info`.
        var offset: Int
    }

    private var first: [UInt64: Int32] = [:]
    private var places: [Place] = []
    /// Bytes of `.debug_info` that were walked over.
    private(set) var bytesWalked = 0
    private(set) var entriesWalked = 0

    /// Number of entries that were added.
    var count: Int { places.count }

    /// Entries that may have the name, those left out that were added as the first `known` ones; in the order of adding.
    func candidates(_ name: Bytes, behind known: Int) -> [Place] {
        var result: [Place] = []
        var at = first[Self.hash(name)] ?? -1
        while at >= known {
            result.append(places[Int(at)])
            at = places[Int(at)].next
        }
        result.reverse()
        return result
    }

    /// Adds the entries right below the unit's root.
    /// - Throws: `truncated` or `malformed`; what was read before that stays.
    mutating func add(_ unit: DWARFUnit, number: Int, _ reader: DWARFEntryReader) throws {
        let table = try reader.table(of: unit)
        var cursor = try reader.cursor(in: unit, at: unit.entries)
        defer { bytesWalked += cursor.offset - unit.entries }
        var depth = 0
        while !cursor.isAtEnd {
            let offset = cursor.offset
            let code = try cursor.readUnsignedLEB()
            if code == 0 {
                depth -= 1
                // Padding behind the root's children.
                if depth <= 0 { return }
                continue
            }
            guard let abbreviation = table[code] else {
                throw cursor.error(.malformed, "an entry has the undeclared abbreviation \(code)")
            }
            entriesWalked += 1
            let isWanted = depth == 1 && Self.isIndexed(abbreviation.tag)
            var sibling: Int?
            for step in abbreviation.steps {
                switch step {
                case .fixed(let count): try cursor.skip(count)
                case .name(let form) where isWanted:
                    let value = try cursor.readValue(form, implicit: 0, unit: unit)
                    if let name = reader.text(value, in: unit) {
                        append(name, Place(unit: Int32(truncatingIfNeeded: number), next: -1, offset: offset))
                    }
                case .sibling(let form):
                    if case .reference(let target) = try cursor.readValue(form, implicit: 0, unit: unit) {
                        sibling = target
                    }
                default: try cursor.skip(step, unit)
                }
            }
            guard abbreviation.hasChildren else { continue }
            if depth > 0, let sibling, sibling > cursor.offset, sibling <= unit.end {
                cursor.offset = sibling
            } else {
                depth += 1
            }
        }
    }

    private mutating func append(_ name: Bytes, _ place: Place) {
        guard places.count < Int32.max else { return }
        let hash = Self.hash(name)
        var place = place
        place.next = first[hash] ?? -1
        first[hash] = Int32(places.count)
        places.append(place)
    }

    static func isIndexed(_ tag: UInt64) -> Bool {
        switch tag {
        case DWARFTag.structureType, DWARFTag.classType, DWARFTag.unionType, DWARFTag.typedef, DWARFTag.baseType,
            DWARFTag.variable, DWARFTag.constant:
            true
        default: false
        }
    }

    /// FNV-1a over words of eight bytes, with a last mixing step; equal hashes are told apart by the names themselves.
    static func hash(_ name: Bytes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var offset = 0
        while let word = name.load(offset, as: UInt64.self) {
            hash = (hash ^ word) &* 0x100_0000_01b3
            hash ^= hash >> 29
            offset += 8
        }
        while offset < name.count {
            hash = (hash ^ UInt64(name[offset])) &* 0x100_0000_01b3
            offset += 1
        }
        return hash ^ (hash >> 32)
    }
}
