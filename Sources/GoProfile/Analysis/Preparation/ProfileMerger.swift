import Evidence
import Wire

/// Merges profiles, one after another, into one whose size depends on what is different in them and not on how many
/// there are.
///
/// What counts as equal is what google/pprof takes for equal (profile/merge.go), so that the order of everything in
/// the result is the same as well.
public struct ProfileMerger {
    public private(set) var result = Profile()
    private var isFirst = true
    private var mappings: [MappingKey: UInt32] = [:]
    private var functions: [FunctionKey: UInt32] = [:]
    private var locations: [LocationKey: UInt32] = [:]
    private var samples = SampleTable()
    /// Of all profiles so far; nil as long as none had any.
    private var facts: SamplingFacts?

    public init() {}

    /// One profile out of several, compacted.
    /// - Throws: `usage` when their values are of different kinds.
    public static func merge(_ profiles: [Profile]) throws -> Profile {
        var merger = ProfileMerger()
        for profile in profiles { try merger.add(profile) }
        return try merger.finished()
    }

    /// Adds a profile.
    /// - Throws: `usage` when its values are not of the same types as those before.
    public mutating func add(_ profile: Profile) throws {
        try combineHeader(profile)
        result.quality.merge(profile.quality)
        var translation = Translation(profile)
        // The first mapping of the first profile is the main program.
        if result.mappings.isEmpty, !profile.mappings.isEmpty { _ = map(mapping: 0, profile, &translation) }
        for sample in 0..<profile.samples.count where !profile.isZero(sample: sample) {
            map(sample, profile, &translation)
        }
    }

    /// The merged profile, without samples whose values have become zero and without code that only they had.
    public func finished() throws -> Profile {
        for sample in 0..<result.samples.count where result.isZero(sample: sample) {
            return try Self.merge([result])
        }
        return result
    }

    private mutating func combineHeader(_ profile: Profile) throws {
        func named(_ types: [ValueType], _ strings: StringTable) -> [String] {
            types.map { "\(strings[$0.type])/\(strings[$0.unit])" }
        }
        let types = named(profile.sampleTypes + [profile.periodType], profile.strings)
        if isFirst {
            isFirst = false
            result.sampleTypes = profile.sampleTypes.map { translate($0, profile) }
            result.samples.typeCount = result.sampleTypes.count
            result.dropFrames = translate(profile.dropFrames, profile)
            result.keepFrames = translate(profile.keepFrames, profile)
            result.periodType = translate(profile.periodType, profile)
        } else {
            let mine = named(result.sampleTypes + [result.periodType], result.strings)
            guard mine == types else {
                throw InputError(
                    .usage,
                    "profiles of different kinds cannot be merged: one has \(mine.joined(separator: ", ")), "
                        + "another \(types.joined(separator: ", ")) (the last is the period)")
            }
        }
        if result.timeNanoseconds == 0 || profile.timeNanoseconds < result.timeNanoseconds {
            result.timeNanoseconds = profile.timeNanoseconds
        }
        result.durationNanoseconds &+= profile.durationNanoseconds
        if result.period == 0 || result.period < profile.period { result.period = profile.period }
        combineComments(profile)
        if result.defaultSampleType == .empty {
            result.defaultSampleType = translate(profile.defaultSampleType, profile)
        }
        if result.documentationURL == .empty {
            result.documentationURL = translate(profile.documentationURL, profile)
        }
    }

    /// Each comment once, as pprof has it; but what two recordings say of their sampling is added up.
    private mutating func combineComments(_ profile: Profile) {
        let own = SamplingFacts(profile)
        let isAddedUp = facts != nil && own != nil
        for comment in profile.comments {
            if isAddedUp, SamplingFacts.isFact(profile.text(comment)) { continue }
            let comment = translate(comment, profile)
            if !result.comments.contains(comment) { result.comments.append(comment) }
        }
        guard let own else { return }
        guard var sum = facts else {
            facts = own
            return
        }
        sum.add(own)
        facts = sum
        let isFact = result.comments.map { SamplingFacts.isFact(result.text($0)) }
        let place = isFact.firstIndex(of: true) ?? result.comments.count
        result.comments = zip(result.comments, isFact).filter { !$0.1 }.map(\.0)
        let comments = sum.comments.map { result.strings.intern($0) }
        result.comments.insert(contentsOf: comments, at: place)
    }

    private mutating func translate(_ id: StringID, _ profile: Profile) -> StringID {
        result.strings.intern(bytes: profile.strings.bytes(id))
    }

    private mutating func translate(_ type: ValueType, _ profile: Profile) -> ValueType {
        ValueType(type: translate(type.type, profile), unit: translate(type.unit, profile))
    }
}

/// Where the parts of one profile went.
private struct Translation {
    var locations: [UInt32]
    var functions: [UInt32]
    /// Index and slide of mappings.
    var mappings: [(index: UInt32, offset: UInt64)?]
    var labelSets: [UInt32]

    init(_ profile: Profile) {
        locations = Array(repeating: .max, count: profile.locations.count)
        functions = Array(repeating: .max, count: profile.functions.count)
        mappings = Array(repeating: nil, count: profile.mappings.count)
        labelSets = Array(repeating: .max, count: profile.labelSets.count)
    }
}

private struct MappingKey: Hashable {
    /// Rounded up to whole pages.
    let size: UInt64
    let fileOffset: UInt64
    let buildIDOrFile: StringID
}

private struct FunctionKey: Hashable {
    let startLine: Int64
    let name: StringID
    let systemName: StringID
    let file: StringID
}

private struct LocationKey: Hashable {
    /// Relative to the mapping.
    let address: UInt64
    let mapping: UInt32
    let isFolded: Bool
    /// As in pprof only the column of the last line tells locations apart.
    let lines: [ProfileLine]
}

extension ProfileMerger {
    private mutating func map(_ sample: Int, _ from: Profile, _ translation: inout Translation) {
        let start = result.samples.stacks.secondary.count
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for location in from.samples.stack(sample) {
            var index = translation.locations[Int(location)]
            if index == .max { index = map(location: Int(location), from, &translation) }
            result.samples.stacks.secondary.appendVarint(UInt64(index) + 1)
            hash = (hash ^ UInt64(index)) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
        }
        let labelSet = map(labelSet: from.samples.labelSets[sample], from, &translation)
        hash = (hash ^ UInt64(labelSet)) &* 0xc4ce_b9fe_1a85_ec53
        let typeCount = result.samples.typeCount
        if let known = samples.find(hash ^ hash >> 29, start, labelSet, result.samples) {
            result.samples.stacks.secondary.removeLast(result.samples.stacks.secondary.count - start)
            for type in 0..<typeCount {
                result.samples.values[known * typeCount + type] &+= from.samples.value(sample, type)
            }
            return
        }
        result.samples.stackStarts.append(start)
        result.samples.stackLengths.append(UInt32(clamping: result.samples.stacks.secondary.count - start))
        result.samples.labelSets.append(labelSet)
        for type in 0..<typeCount { result.samples.values.append(from.samples.value(sample, type)) }
        samples.insert(hash ^ hash >> 29, result.samples.count - 1)
    }

    private mutating func map(
        labelSet: UInt32, _ profile: Profile, _ translation: inout Translation
    ) -> UInt32 {
        let known = translation.labelSets[Int(labelSet)]
        if known != .max { return known }
        var labels: [ProfileLabel] = []
        for var label in profile.labelSets[labelSet] {
            label.key = translate(label.key, profile)
            label.string = translate(label.string, profile)
            if let unit = label.unit { label.unit = translate(unit, profile) }
            labels.append(label)
        }
        let number = result.labelSets.intern(labels, result.strings)
        translation.labelSets[Int(labelSet)] = number
        return number
    }

    private mutating func map(location: Int, _ profile: Profile, _ translation: inout Translation) -> UInt32 {
        let from = profile.locations
        var mapping: (index: UInt32, offset: UInt64) = (ProfileLocations.none, 0)
        if from.mappings[location] != ProfileLocations.none {
            mapping = map(mapping: Int(from.mappings[location]), profile, &translation)
        }
        let address = from.addresses[location] &+ mapping.offset
        var lines: [ProfileLine] = []
        for var line in from.lines(location) {
            line.function = map(function: line.function, profile, &translation)
            lines.append(line)
        }
        let start = mapping.index == ProfileLocations.none ? 0 : result.mappings[Int(mapping.index)].start
        let last = lines.count - 1
        let key = LocationKey(
            address: address &- start, mapping: mapping.index, isFolded: from.isFolded[location],
            lines: lines.enumerated().map { at, line in
                ProfileLine(function: line.function, line: line.line, column: at == last ? line.column : 0)
            })
        let index: UInt32
        if let known = locations[key] {
            index = known
        } else {
            index = UInt32(result.locations.count)
            result.locations.append(
                id: UInt64(index) + 1, mapping: mapping.index, address: address, isFolded: from.isFolded[location],
                lines: lines)
            locations[key] = index
        }
        translation.locations[location] = index
        return index
    }

    private mutating func map(
        function: UInt32, _ profile: Profile, _ translation: inout Translation
    ) -> UInt32 {
        guard function != ProfileLocations.none else { return function }
        let at = Int(function)
        if translation.functions[at] != .max { return translation.functions[at] }
        let key = FunctionKey(
            startLine: profile.functions.startLines[at], name: translate(profile.functions.names[at], profile),
            systemName: translate(profile.functions.systemNames[at], profile),
            file: translate(profile.functions.files[at], profile))
        let index: UInt32
        if let known = functions[key] {
            index = known
        } else {
            index = UInt32(result.functions.count)
            result.functions.append(
                id: UInt64(index) + 1, name: key.name, systemName: key.systemName, file: key.file,
                startLine: key.startLine)
            functions[key] = index
        }
        translation.functions[at] = index
        return index
    }

    private mutating func map(
        mapping number: Int, _ profile: Profile, _ translation: inout Translation
    ) -> (index: UInt32, offset: UInt64) {
        if let known = translation.mappings[number] { return known }
        var mapping = profile.mappings[number]
        mapping.file = translate(mapping.file, profile)
        mapping.buildID = translate(mapping.buildID, profile)
        let size = (mapping.limit &- mapping.start &+ 0xfff) & ~0xfff
        let key = MappingKey(
            size: size, fileOffset: mapping.fileOffset,
            buildIDOrFile: mapping.buildID != .empty ? mapping.buildID : mapping.file)
        var answer: (index: UInt32, offset: UInt64)
        if let known = mappings[key] {
            answer = (known, result.mappings[Int(known)].start &- mapping.start)
        } else {
            answer = (UInt32(result.mappings.count), 0)
            mapping.id = UInt64(answer.index) + 1
            result.mappings.append(mapping)
            mappings[key] = answer.index
        }
        translation.mappings[number] = answer
        return answer
    }
}

/// Finds samples by their stack and labels.
private struct SampleTable {
    /// Open addressing: index of a sample, or `.max`.
    private var slots: [UInt32] = Array(repeating: .max, count: 1024)
    private var hashes: [UInt32] = []

    /// The sample whose stack equals the bytes of the store from `start` to its end.
    func find(_ hash: UInt64, _ start: Int, _ labelSet: UInt32, _ samples: ProfileSamples) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        let short = UInt32(truncatingIfNeeded: hash >> 32)
        while slots[slot] != .max {
            let candidate = Int(slots[slot])
            if hashes[candidate] == short, samples.labelSets[candidate] == labelSet,
                Self.equal(samples, candidate, start)
            {
                return candidate
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func equal(_ samples: ProfileSamples, _ candidate: Int, _ start: Int) -> Bool {
        let length = Int(samples.stackLengths[candidate])
        guard samples.stacks.secondary.count - start == length else { return false }
        let other = samples.stackStarts[candidate]
        return samples.stacks.secondary[other..<other + length].elementsEqual(samples.stacks.secondary[start...])
    }

    mutating func insert(_ hash: UInt64, _ sample: Int) {
        hashes.append(UInt32(truncatingIfNeeded: hash >> 32))
        lows.append(UInt32(truncatingIfNeeded: hash))
        place(sample)
        if hashes.count * 3 > slots.count * 2 {
            slots = Array(repeating: .max, count: slots.count * 2)
            for sample in 0..<hashes.count { place(sample) }
        }
    }

    private var lows: [UInt32] = []

    private mutating func place(_ sample: Int) {
        var slot = Int(truncatingIfNeeded: UInt64(hashes[sample]) << 32 | UInt64(lows[sample])) & (slots.count - 1)
        while slots[slot] != .max { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(sample)
    }
}

extension Profile {
    func isZero(sample: Int) -> Bool {
        for type in 0..<samples.typeCount where samples.value(sample, type) != 0 { return false }
        return true
    }
}
