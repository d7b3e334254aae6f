import Evidence
import GoBinary

/// Gives the locations of a profile functions, files, lines and inlined calls out of executables.
///
/// The rules of names and frames are those of the Go runtime's own profiles: a location of the result is equal to what
/// runtime/pprof writes for the same address.
public struct ProfileSymboliser {
    /// What became of one mapping's locations.
    public struct Outcome: Sendable, Equatable {
        /// Locations with an address.
        public var locations = 0
        /// Those of them that now have a function.
        public var named = 0
        /// Return addresses that could be looked at, and those that no call stands in front of.
        public var callers = 0
        public var strangers = 0

        /// The file is not the one that ran: names out of it would be wrong.
        public var isMisfit: Bool { callers >= 4 && strangers * 3 > callers }
    }

    public private(set) var profile: Profile
    private var functions: [FunctionKey: UInt32] = [:]
    private var nextID: UInt64

    private struct FunctionKey: Hashable {
        var name: StringID
        var file: StringID
        var startLine: Int64
    }

    public init(_ profile: Profile) {
        self.profile = profile
        nextID = profile.functions.ids.max() ?? 0
    }

    /// Locations of a mapping that have an address.
    public func addressCount(mapping number: Int) -> Int {
        profile.locations.mappings.indices.count {
            profile.locations.mappings[$0] == UInt32(number) && profile.locations.addresses[$0] != 0
        }
    }

    /// Symbolises the locations of one mapping from the file that was mapped there.
    ///
    /// Locations whose address lies in no function of the file stay as they are. All do when return addresses show that
    /// another file ran.
    /// - Parameters:
    ///   - gapsOnly: leaves locations alone that have lines.
    ///   - isCertain: the file is known to be the one that ran.
    public mutating func symbolise(
        mapping number: Int, from executable: Executable, gapsOnly: Bool = false, isCertain: Bool = false
    ) -> Outcome {
        let translation = AddressTranslation(profile.mappings[number], executable)
        var outcome = isCertain ? Outcome() : checkCallers(number, translation, executable)
        if outcome.isMisfit { return outcome }
        let names = FrameNames(executable)
        for location in 0..<profile.locations.count
        where profile.locations.mappings[location] == UInt32(number) && profile.locations.addresses[location] != 0 {
            if gapsOnly, !profile.locations.lines(location).isEmpty { continue }
            outcome.locations += 1
            guard let address = translation.staticAddress(profile.locations.addresses[location]) else { continue }
            let frames = names.frames(at: address)
            if frames.isEmpty { continue }
            outcome.named += 1
            set(frames, location, mapping: number)
        }
        return outcome
    }

    /// Compares the callers in stacks with the code: each address is the last byte of a call.
    private func checkCallers(
        _ number: Int, _ translation: AddressTranslation, _ executable: Executable
    ) -> Outcome {
        var isCaller = [Bool](repeating: false, count: profile.locations.count)
        for sample in 0..<profile.samples.count {
            var stack = profile.samples.stack(sample)
            _ = stack.next()
            while let location = stack.next() { isCaller[Int(location)] = true }
        }
        var outcome = Outcome()
        for location in isCaller.indices
        where isCaller[location] && profile.locations.mappings[location] == UInt32(number) {
            guard let address = translation.staticAddress(profile.locations.addresses[location]),
                let isCall = executable.isReturnAddress(StaticAddress(address.rawValue &+ 1))
            else { continue }
            outcome.callers += 1
            if !isCall { outcome.strangers += 1 }
        }
        return outcome
    }

    private mutating func set(_ frames: [FrameName], _ location: Int, mapping: Int) {
        var lines: [ProfileLine] = []
        for frame in frames {
            profile.mappings[mapping].hasFunctions = true
            if !frame.file.isEmpty { profile.mappings[mapping].hasFileNames = true }
            if frame.line != 0 { profile.mappings[mapping].hasLineNumbers = true }
            lines.append(ProfileLine(function: function(frame), line: Int64(frame.line)))
        }
        profile.mappings[mapping].hasInlineFrames = true
        profile.locations.isFolded[location] = false
        profile.locations.setLines(location, lines)
    }

    /// Names the locations of a mapping by a function of their addresses, which gives nil where it knows no name.
    mutating func name(mapping number: Int, by name: (UInt64) -> String?) {
        for location in 0..<profile.locations.count where profile.locations.mappings[location] == UInt32(number) {
            guard let name = name(profile.locations.addresses[location]) else { continue }
            set([FrameName(function: name, file: "", line: 0, startLine: 0)], location, mapping: number)
        }
    }

    mutating func setBuildID(_ text: String, mapping number: Int) {
        profile.mappings[number].buildID = profile.strings.intern(text)
    }

    private mutating func function(_ frame: FrameName) -> UInt32 {
        let key = FunctionKey(
            name: profile.strings.intern(frame.function), file: profile.strings.intern(frame.file),
            startLine: Int64(frame.startLine))
        if let known = functions[key] { return known }
        let index = UInt32(profile.functions.count)
        nextID &+= 1
        profile.functions.append(
            id: nextID, name: key.name, systemName: key.name, file: key.file, startLine: key.startLine)
        functions[key] = index
        return index
    }

    // MARK: - Servers

    /// Addresses of a mapping's locations without lines, each moved by a distance, as a server of pprof's symbol
    /// page wants them; in the order of the profile, without repetition.
    public func addressesWithoutLines(mapping number: Int, distance: UInt64 = 0) -> [UInt64] {
        var seen: Set<UInt64> = []
        return (0..<profile.locations.count).compactMap { location in
            let address = profile.locations.addresses[location]
            guard profile.locations.mappings[location] == UInt32(number), address != 0,
                profile.locations.lines(location).isEmpty, seen.insert(address &+ distance).inserted
            else { return nil }
            return address &+ distance
        }
    }

    /// Takes over the names that a server gave for addresses, which were moved by a distance.
    /// - Parameter text: lines of the form `0x45f2a0 main.work`; others are passed over.
    public mutating func take(_ text: some Collection<UInt8>, mapping number: Int, distance: UInt64 = 0) -> Outcome {
        var names: [UInt64: [UInt8]] = [:]
        for line in text.split(separator: UInt8(ascii: "\n")) {
            guard let (address, name) = Self.symbol(Array(line)) else { continue }
            names[address &- distance] = name
        }
        var outcome = Outcome()
        for location in 0..<profile.locations.count
        where profile.locations.mappings[location] == UInt32(number) && profile.locations.lines(location).isEmpty {
            outcome.locations += 1
            guard let name = names[profile.locations.addresses[location]] else { continue }
            outcome.named += 1
            let frame = FrameName(function: String(decoding: name, as: UTF8.self), file: "", line: 0, startLine: 0)
            profile.locations.setLines(location, [ProfileLine(function: function(frame))])
        }
        if outcome.named > 0 { profile.mappings[number].hasFunctions = true }
        return outcome
    }

    private static func symbol(_ line: [UInt8]) -> (UInt64, [UInt8])? {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
        let parts = line.split(maxSplits: 1, whereSeparator: isBlank)
        guard parts.count == 2, parts[0].starts(with: "0x".utf8),
            let address = UInt64(String(decoding: parts[0].dropFirst(2), as: UTF8.self), radix: 16)
        else { return nil }
        var name = parts[1].drop(while: isBlank)
        while let last = name.last, isBlank(last) { name.removeLast() }
        return name.isEmpty ? nil : (address, Array(name))
    }
}
