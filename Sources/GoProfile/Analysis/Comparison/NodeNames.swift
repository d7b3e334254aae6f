import Evidence

/// The names of nodes of several profiles, each once.
struct NodeNames: Sendable {
    private var strings = StringTable()
    /// By number of the text: the node.
    private var nodesOfTexts: [Int32] = []
    private(set) var texts: [StringID] = []
    /// The name of the function alone; empty for what has none.
    private var functions: [StringID] = []

    var count: Int { texts.count }

    /// The node of a printed name.
    mutating func intern(_ text: [UInt8], name: StringID, _ table: StringTable) -> Int32 {
        let id = strings.intern(bytes: text)
        while nodesOfTexts.count <= Int(id.rawValue) { nodesOfTexts.append(-1) }
        if nodesOfTexts[Int(id.rawValue)] >= 0 { return nodesOfTexts[Int(id.rawValue)] }
        let node = Int32(texts.count)
        texts.append(id)
        functions.append(strings.intern(bytes: table.bytes(name)))
        nodesOfTexts[Int(id.rawValue)] = node
        return node
    }

    func bytes(_ node: Int) -> ArraySlice<UInt8> { strings.bytes(texts[node]) }
    func text(_ node: Int) -> String { strings[texts[node]] }
    func functionBytes(_ node: Int) -> ArraySlice<UInt8> { strings.bytes(functions[node]) }

    mutating func rename(_ node: Int, _ text: [UInt8]) { texts[node] = strings.intern(bytes: text) }

    /// Joins functions that differ in what the compiler numbers only, where the two sides have different ones of them.
    ///
    /// Where both have the same, nothing was renumbered, and they stay apart.
    /// - Parameter isIn: by side and node, whether the side has it.
    /// - Returns: the new number of each node, or nil when all stay as they are; joined nodes have the canonical name.
    mutating func joinRenumbered(isIn: [[Bool]]) -> (numbers: [Int32], joined: [Int: Int])? {
        var groups: [[UInt8]: [Int]] = [:]
        for node in 0..<count where isIn.contains(where: { !$0[node] }) {
            let name = Array(functionBytes(node))
            guard !name.isEmpty else { continue }
            groups[CanonicalFunctionName.canonical(name), default: []].append(node)
        }
        guard !groups.isEmpty else { return nil }
        // Those that both sides have belong to a group as well once it has others.
        var hasGroup = false
        for node in 0..<count where isIn.allSatisfy({ $0[node] }) {
            let name = functionBytes(node)
            guard mayBeNumbered(name) else { continue }
            let key = CanonicalFunctionName.canonical(name)
            if groups[key] != nil { groups[key]?.append(node) }
        }
        var numbers = (0..<Int32(count)).map { $0 }
        var joined: [Int: Int] = [:]
        for (key, members) in groups where members.count > 1 {
            let isOnBothSides = isIn.allSatisfy { side in members.contains { side[$0] } }
            guard isOnBothSides, let first = members.min() else { continue }
            hasGroup = true
            for member in members { numbers[member] = Int32(first) }
            joined[first] = members.count
            rename(first, key)
        }
        return hasGroup ? (numbers, joined) : nil
    }

    /// A quick look for what `CanonicalFunctionName` would change.
    private func mayBeNumbered(_ name: ArraySlice<UInt8>) -> Bool {
        for byte in name {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "-") { return true }
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { return true }
        }
        return false
    }
}
