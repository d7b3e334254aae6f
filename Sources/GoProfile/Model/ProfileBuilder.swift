import Evidence

/// Makes a profile out of stacks that come one by one: equal functions, locations and label sets are stored once.
///
/// Locations get ids in the order in which they are first asked for, so that a reader that asks for them as samples
/// come numbers them as google/pprof does. Nothing here checks that addresses and texts make sense.
public struct ProfileBuilder: Sendable {
    /// What was made so far; header, mappings and quality are set directly.
    public var profile = Profile()
    private var functions: [FunctionKey: UInt32] = [:]
    private var byAddress: [UInt64: UInt32] = [:]
    private var byLines: [[ProfileLine]: UInt32] = [:]

    private struct FunctionKey: Hashable {
        var name: StringID
        var systemName: StringID
        var file: StringID
    }

    /// - Parameter sampleTypes: what the values of each sample mean, type and unit.
    public init(sampleTypes: [(type: String, unit: String)], periodType: (type: String, unit: String)) {
        profile.sampleTypes = sampleTypes.map { valueType($0.type, $0.unit) }
        profile.samples.typeCount = sampleTypes.count
        profile.periodType = valueType(periodType.type, periodType.unit)
    }

    /// A type of values; its texts are of the profile's table.
    public mutating func valueType(_ type: String, _ unit: String) -> ValueType {
        ValueType(type: profile.strings.intern(type), unit: profile.strings.intern(unit))
    }

    public mutating func intern(_ text: String) -> StringID { profile.strings.intern(text) }

    /// Index of the function of a name in a file.
    /// - Parameter systemName: the linker's name; nil when it is the same.
    public mutating func function(name: StringID, systemName: StringID? = nil, file: StringID) -> UInt32 {
        let key = FunctionKey(name: name, systemName: systemName ?? name, file: file)
        if let known = functions[key] { return known }
        let index = UInt32(profile.functions.count)
        profile.functions.append(id: UInt64(index) + 1, name: name, systemName: key.systemName, file: file)
        functions[key] = index
        return index
    }

    /// Index of the location at a runtime address; it has no lines when it is new.
    public mutating func location(address: UInt64) -> UInt32 {
        if let known = byAddress[address] { return known }
        let index = append(address: address, lines: EmptyCollection())
        byAddress[address] = index
        return index
    }

    /// Index of a location that is known by functions and lines alone, the innermost inlined function first.
    public mutating func location(lines: [ProfileLine]) -> UInt32 {
        if let known = byLines[lines] { return known }
        let index = append(address: 0, lines: lines)
        byLines[lines] = index
        return index
    }

    private mutating func append(address: UInt64, lines: some Sequence<ProfileLine>) -> UInt32 {
        let index = UInt32(profile.locations.count)
        profile.locations.append(
            id: UInt64(index) + 1, mapping: ProfileLocations.none, address: address, lines: lines)
        return index
    }

    /// Adds a sample: locations leaf first, as many values as there are sample types.
    public mutating func append(stack: some Sequence<UInt32>, values: some Sequence<Int64>, labels: [ProfileLabel]) {
        let set = profile.labelSets.intern(labels, profile.strings)
        profile.samples.append(stack: stack, values: values, labelSet: set)
    }
}
