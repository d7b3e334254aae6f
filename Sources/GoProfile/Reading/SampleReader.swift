import Evidence
import Wire

/// Reads the samples of a profile.proto whose tables are known.
struct SampleReader {
    let bytes: Bytes
    var profile: Profile
    /// Texts of the file's table, by their index in it.
    let texts: [StringID]
    private var locations = IdentityMap()
    private var locationCount: UInt64 = 0
    /// Encoded labels that were met before, and their set.
    private var knownLabels: [Range<Int>] = []
    private var knownSets: [UInt32] = []
    private var slots: [UInt32] = Array(repeating: .max, count: 64)

    init(bytes: Bytes, profile: Profile, texts: [StringID]) {
        self.bytes = bytes
        self.profile = profile
        self.texts = texts
    }

    /// - Parameter count: how many samples there are, for the room that they need.
    mutating func read(count: Int) throws(InputError) {
        if let id = locations.fill(profile.locations.ids) { throw ProtoReader.badID("locations", id) }
        locationCount = UInt64(profile.locations.count)
        let typeCount = profile.sampleTypes.count
        guard typeCount > 0 || count == 0 else {
            throw InputError(.malformed, "the profile has samples, but does not say what their values mean")
        }
        profile.samples.typeCount = typeCount
        if locations.isIdentity { profile.samples.stacks.primary = bytes }
        // Each value takes a byte at least: damaged data do not get more room than that.
        let room = min(count, bytes.count / (2 + typeCount))
        profile.samples.stackStarts.reserveCapacity(room)
        profile.samples.stackLengths.reserveCapacity(room)
        profile.samples.labelSets.reserveCapacity(room)
        profile.samples.values.reserveCapacity(room * typeCount)
        var cursor = ProtoCursor(bytes, 0..<bytes.count)
        while let field = try cursor.next() {
            if field.number == 2, let range = field.contents { try readSample(range) }
        }
    }

    private mutating func readSample(_ range: Range<Int>) throws(InputError) {
        var cursor = ProtoCursor(bytes, range)
        var run: Range<Int>?
        var isMoved = false
        let moved = profile.samples.stacks.secondary.count
        let firstValue = profile.samples.values.count
        var labels: [Range<Int>] = []
        var labelStart = 0
        while let field = try cursor.next() {
            switch field.number {
            case 1:
                if let contents = field.contents, run == nil, !isMoved, locations.isIdentity {
                    try check(contents)
                    run = contents
                    continue
                }
                if let earlier = run {
                    try move(earlier)
                    run = nil
                }
                isMoved = true
                if let contents = field.contents { try move(contents) } else { try move(id: field.value, field.start) }
            case 2: try readValues(field)
            case 3:
                if labels.isEmpty { labelStart = field.start }
                labels.append(try field.message("a label"))
            default: continue
            }
        }
        guard profile.samples.values.count - firstValue == profile.samples.typeCount else {
            throw InputError(
                .malformed,
                "the profile is damaged: a sample has \(profile.samples.values.count - firstValue) values "
                    + "for \(profile.samples.typeCount) types", offset: UInt64(range.lowerBound))
        }
        if let run, !isMoved {
            profile.samples.stackStarts.append(run.lowerBound)
            profile.samples.stackLengths.append(UInt32(clamping: run.count))
        } else {
            profile.samples.stackStarts.append(profile.samples.stacks.primary.count + moved)
            profile.samples.stackLengths.append(UInt32(clamping: profile.samples.stacks.secondary.count - moved))
        }
        profile.samples.labelSets.append(try labelSet(labels, from: labelStart))
    }

    /// Makes sure that a run holds nothing but ids of locations.
    private func check(_ run: Range<Int>) throws(InputError) {
        let bytes = bytes
        let count = locationCount
        var offset = run.lowerBound
        while offset < run.upperBound {
            let start = offset
            guard let id = bytes.varint(&offset), offset <= run.upperBound else {
                throw InputError(.truncated, "a stack is cut off", offset: UInt64(start))
            }
            guard id &- 1 < count else { throw unknown(id, start) }
        }
    }

    private func unknown(_ id: UInt64, _ offset: Int) -> InputError {
        InputError(
            .malformed, "the profile is damaged: a sample refers to location \(id), which is not there",
            offset: UInt64(offset))
    }

    private mutating func move(_ run: Range<Int>) throws(InputError) {
        var offset = run.lowerBound
        while offset < run.upperBound {
            let start = offset
            guard let id = bytes.varint(&offset), offset <= run.upperBound else {
                throw InputError(.truncated, "a stack is cut off", offset: UInt64(start))
            }
            try move(id: id, start)
        }
    }

    private mutating func move(id: UInt64, _ offset: Int) throws(InputError) {
        guard let index = locations.index(id) else { throw unknown(id, offset) }
        profile.samples.stacks.secondary.appendVarint(UInt64(index) + 1)
    }

    private mutating func readValues(_ field: ProtoField) throws(InputError) {
        guard let range = field.contents else {
            profile.samples.values.append(Int64(bitPattern: field.value))
            return
        }
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard let value = bytes.varint(&offset), offset <= range.upperBound else {
                throw InputError(.truncated, "a value is cut off", offset: UInt64(range.lowerBound))
            }
            profile.samples.values.append(Int64(bitPattern: value))
        }
    }
}

/// Labels: the same few sets come again and again in the same bytes.
extension SampleReader {
    private mutating func labelSet(_ labels: [Range<Int>], from start: Int) throws(InputError) -> UInt32 {
        guard let last = labels.last else { return 0 }
        let region = start..<last.upperBound
        // What lies between labels counts as well: equal bytes mean equal labels in any case.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for at in region { hash = (hash ^ UInt64(bytes[at])) &* 0x100_0000_01b3 }
        hash ^= hash >> 29
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != .max {
            let known = knownLabels[Int(slots[slot])]
            if known.count == region.count, zip(known, region).allSatisfy({ bytes[$0] == bytes[$1] }) {
                return knownSets[Int(slots[slot])]
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        var set: [ProfileLabel] = []
        for range in labels { if let label = try label(range) { set.append(label) } }
        let number = profile.labelSets.intern(set, profile.strings)
        slots[slot] = UInt32(knownLabels.count)
        knownLabels.append(region)
        knownSets.append(number)
        if knownLabels.count * 2 > slots.count { growSlots() }
        return number
    }

    private mutating func growSlots() {
        slots = Array(repeating: .max, count: slots.count * 4)
        for (number, region) in knownLabels.enumerated() {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for at in region { hash = (hash ^ UInt64(bytes[at])) &* 0x100_0000_01b3 }
            hash ^= hash >> 29
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != .max { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number)
        }
    }

    /// A label; nil for one that says nothing: no text, the number 0 and no unit.
    private func label(_ range: Range<Int>) throws(InputError) -> ProfileLabel? {
        var cursor = ProtoCursor(bytes, range)
        var key: UInt64 = 0
        var string: UInt64 = 0
        var number: Int64 = 0
        var unit: UInt64 = 0
        while let field = try cursor.next() {
            switch field.number {
            case 1: key = try field.number("a label's key")
            case 2: string = try field.number("a label's text")
            case 3: number = try field.signed("a label's number")
            case 4: unit = try field.number("a label's unit")
            default: continue
            }
        }
        let keyText = try text(key, range)
        if string != 0 { return ProfileLabel(key: keyText, string: try text(string, range)) }
        guard number != 0 || unit != 0 else { return nil }
        return ProfileLabel(key: keyText, number: number, unit: unit == 0 ? nil : try text(unit, range))
    }

    private func text(_ index: UInt64, _ range: Range<Int>) throws(InputError) -> StringID {
        guard index < UInt64(texts.count) else {
            if index == 0 { return .empty }
            throw InputError(
                .malformed, "the profile is damaged: a label refers to text \(index) of \(texts.count)",
                offset: UInt64(range.lowerBound))
        }
        return texts[Int(index)]
    }
}
