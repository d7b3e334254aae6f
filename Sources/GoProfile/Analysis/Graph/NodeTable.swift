import Evidence

/// The nodes of a profile, and which of them each location stands for.
struct NodeTable: Sendable {
    private(set) var infos: [GraphNodeInfo] = []
    /// Texts of the profile, and cleaned paths.
    private(set) var strings: StringTable
    /// Nodes of location `i`: `locationNodes[starts[i] ..< starts[i + 1]]`, the innermost inlined one first.
    private(set) var locationNodes: [Int32] = []
    private(set) var starts: [Int32] = [0]
    /// By node: whether some location has it inlined into another.
    private(set) var isInlinedSomewhere: [Bool] = []
    /// Open addressing over nodes by their info, plus one; 0 is free. A dictionary would keep each info once more.
    private var slots = [Int32](repeating: 0, count: 256)
    private let keepsObjectFiles: Bool

    init(_ profile: Profile, keepsObjectFiles: Bool, options: PprofOptions?) {
        strings = profile.strings
        self.keepsObjectFiles = keepsObjectFiles
        let files = cleanFiles(profile, options)
        starts.reserveCapacity(profile.locations.count + 1)
        for location in 0..<profile.locations.count {
            let lines = profile.locations.lines(location)
            if lines.isEmpty { add(info(profile, location, nil, files)) }
            for (at, line) in lines.enumerated() {
                let node = add(info(profile, location, line, files))
                if at != lines.count - 1 { isInlinedSomewhere[Int(node)] = true }
            }
            starts.append(Int32(locationNodes.count))
        }
        slots = []
    }

    private mutating func cleanFiles(_ profile: Profile, _ options: PprofOptions?) -> [StringID] {
        let trimming = options.map { PathTrimming($0) }
        var known: [StringID: StringID] = [.empty: .empty]
        return profile.functions.files.map { file in
            if let clean = known[file] { return clean }
            let trimmed = trimming?.trim(strings.bytes(file)) ?? strings.bytes(file)
            let clean = trimmed.isEmpty ? StringID.empty : strings.intern(bytes: PathText.clean(trimmed)[...])
            known[file] = clean
            return clean
        }
    }

    @discardableResult
    private mutating func add(_ info: GraphNodeInfo) -> Int32 {
        let node = number(info)
        locationNodes.append(node)
        return node
    }

    private mutating func number(_ info: GraphNodeInfo) -> Int32 {
        var slot = info.hashValue & (slots.count - 1)
        while slots[slot] != 0 {
            if infos[Int(slots[slot]) - 1] == info { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        infos.append(info)
        isInlinedSomewhere.append(false)
        slots[slot] = Int32(infos.count)
        if infos.count * 4 > slots.count * 3 { growSlots() }
        return Int32(infos.count - 1)
    }

    private mutating func growSlots() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (node, info) in infos.enumerated() {
            var slot = info.hashValue & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(node + 1)
        }
    }

    private func info(
        _ profile: Profile, _ location: Int, _ line: ProfileLine?, _ files: [StringID]
    ) -> GraphNodeInfo {
        var info = GraphNodeInfo()
        info.address = profile.locations.addresses[location]
        let mapping = profile.locations.mappings[location]
        let object = mapping == ProfileLocations.none ? .empty : profile.mappings[Int(mapping)].file
        guard let line, line.function != ProfileLocations.none else {
            info.objectFile = object
            return info
        }
        let function = Int(line.function)
        info.line = line.line
        info.column = line.column
        info.name = profile.functions.names[function]
        info.file = files[function]
        if keepsObjectFiles || info.name == .empty {
            info.objectFile = object
            info.startLine = profile.functions.startLines[function]
        }
        return info
    }
}
