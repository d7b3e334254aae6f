import Evidence

/// Sums of samples with equal stacks and labels, and the places in the code that their stacks consist of.
struct SampledStacks {
    private struct Place: Hashable {
        var mapping: UInt32
        var address: UInt64
    }

    private struct Key: Hashable {
        var stack: [UInt32]
        var process: StringID
        var thread: StringID
    }

    private(set) var builder: ProfileBuilder
    private var places: [Place: UInt32] = [:]
    private var mappings: [AddressSpace.Part: UInt32] = [:]
    /// File of each mapping, and how often it occurs in stacks.
    private(set) var files: [Int] = []
    private var uses: [Int] = []
    /// Samples of processes that run a file.
    private var runs: [Int: Int] = [:]
    private var sums: [Key: Int] = [:]
    private var keys: [Key] = []
    private var values: [Int64] = []
    private let valueCount: Int

    init(_ builder: ProfileBuilder) {
        self.builder = builder
        valueCount = builder.profile.sampleTypes.count
    }

    mutating func intern(_ text: String) -> StringID { builder.intern(text) }

    /// The number of a part of a process' memory; equal ones of several processes have one.
    mutating func mapping(_ part: AddressSpace.Part, path: String) -> UInt32 {
        if let known = mappings[part] { return known }
        let number = UInt32(files.count)
        mappings[part] = number
        files.append(part.file)
        uses.append(0)
        var mapping = ProfileMapping()
        mapping.id = UInt64(number) + 1
        (mapping.start, mapping.limit, mapping.fileOffset) = (part.start, part.end, part.fileOffset)
        mapping.file = builder.intern(path)
        builder.profile.mappings.append(mapping)
        return number
    }

    /// The number of an instruction; `ProfileLocations.none` stands for memory that no file lies in.
    mutating func place(_ mapping: UInt32, _ address: UInt64) -> UInt32 {
        if mapping != ProfileLocations.none { uses[Int(mapping)] += 1 }
        let place = Place(mapping: mapping, address: address)
        if let known = places[place] { return known }
        let number = append(mapping: mapping, address: address, lines: [])
        places[place] = number
        return number
    }

    private mutating func append(mapping: UInt32, address: UInt64, lines: [ProfileLine]) -> UInt32 {
        let number = UInt32(builder.profile.locations.count)
        builder.profile.locations.append(id: UInt64(number) + 1, mapping: mapping, address: address, lines: lines)
        return number
    }

    /// Counts a sample of a process that runs a file.
    mutating func isProgram(_ file: Int) { runs[file, default: 0] += 1 }

    /// The number of a place that is known by its name alone.
    mutating func named(_ name: String) -> UInt32 {
        let function = builder.function(name: builder.intern(name), file: .empty)
        return builder.location(lines: [ProfileLine(function: function)])
    }

    mutating func add(_ stack: [UInt32], process: StringID, thread: StringID, _ added: [Int64]) {
        let key = Key(stack: stack, process: process, thread: thread)
        let number: Int
        if let known = sums[key] {
            number = known
        } else {
            number = keys.count
            sums[key] = number
            keys.append(key)
            values += [Int64](repeating: 0, count: valueCount)
        }
        for (index, value) in added.enumerated() { values[number * valueCount + index] &+= value }
    }

    /// Multiplies a column.
    mutating func scale(column: Int, by factor: Double) {
        for row in keys.indices {
            let scaled = Double(values[row * valueCount + column]) * factor
            values[row * valueCount + column] = Int64(exactly: scaled.rounded()) ?? .max
        }
    }

    var sumOfColumns: [Int64] {
        (0..<valueCount).map { column in keys.indices.reduce(0) { $0 &+ values[$1 * valueCount + column] } }
    }

    /// The profile, with its samples in the order in which their stacks were first met. The program that most samples
    /// are of is the first mapping, as in other profiles.
    func profile() -> (profile: Profile, files: [Int]) {
        var builder = builder
        // A label that is the same everywhere says nothing.
        let isOneProcess = Set(keys.map(\.process)).count < 2
        let names = (process: builder.intern("process"), thread: builder.intern("thread"))
        for (row, key) in keys.enumerated() {
            var labels: [ProfileLabel] = []
            if !isOneProcess { labels.append(ProfileLabel(key: names.process, string: key.process)) }
            if key.thread != key.process { labels.append(ProfileLabel(key: names.thread, string: key.thread)) }
            builder.append(
                stack: key.stack, values: values[row * valueCount..<(row + 1) * valueCount], labels: labels)
        }
        var profile = builder.profile
        let order = profile.mappings.indices.filter { uses[$0] > 0 }.sorted { a, b in
            let isFile = [a, b].map { !ProfileMapping.isWithoutProgram(profile.text(profile.mappings[$0].file)) }
            if isFile[0] != isFile[1] { return isFile[0] }
            let ran = [a, b].map { runs[files[$0]] ?? 0 }
            if ran[0] != ran[1] { return ran[0] > ran[1] }
            return uses[a] != uses[b] ? uses[a] > uses[b] : a < b
        }
        var numbers = [UInt32](repeating: ProfileLocations.none, count: profile.mappings.count)
        for (new, old) in order.enumerated() { numbers[old] = UInt32(new) }
        for (location, mapping) in profile.locations.mappings.enumerated() where Int(mapping) < numbers.count {
            profile.locations.mappings[location] = numbers[Int(mapping)]
        }
        profile.mappings = order.map { profile.mappings[$0] }
        for index in profile.mappings.indices { profile.mappings[index].id = UInt64(index) + 1 }
        return (profile, order.map { files[$0] })
    }
}
