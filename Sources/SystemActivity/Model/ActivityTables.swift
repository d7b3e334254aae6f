import Evidence

/// Stacks as addresses in a space, each kept once. Number 0 is no stack.
///
/// The same addresses mean other things in other programs: a space is a number that tells them apart.
public struct AddressStacks: Sendable {
    /// Addresses, innermost first, of all stacks one behind the other.
    private var addresses: [UInt64] = []
    /// End of each stack in `addresses`; its start is the end of the one before.
    private var ends: [Int] = [0]
    private var spaces: [Int32] = [-1]
    /// Open addressing over the numbers of stacks; 0 is a free slot.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    public init() {}

    /// Number of stacks, the empty one included.
    public var count: Int { ends.count }

    /// The number of the stack with these addresses, innermost first.
    /// - Parameter space: in `ActivityTables.spaces`; -1 when unknown.
    public mutating func intern(_ stack: ArraySlice<UInt64>, in space: Int32) -> UInt32 {
        if stack.isEmpty { return 0 }
        var slot = Int(truncatingIfNeeded: Self.hash(stack, space)) & (slots.count - 1)
        while slots[slot] != 0 {
            if spaces[Int(slots[slot])] == space, self[slots[slot]] == stack { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        addresses.append(contentsOf: stack)
        ends.append(addresses.count)
        spaces.append(space)
        let number = UInt32(ends.count - 1)
        slots[slot] = number
        if ends.count * 2 > slots.count { rehash() }
        return number
    }

    /// The addresses of a stack, innermost first.
    public subscript(_ stack: UInt32) -> ArraySlice<UInt64> {
        let index = Int(stack)
        return index == 0 || index >= ends.count ? [] : addresses[ends[index - 1]..<ends[index]]
    }

    /// The space of a stack; -1 when unknown.
    public func space(_ stack: UInt32) -> Int32 { Int(stack) < spaces.count ? spaces[Int(stack)] : -1 }

    private static func hash(_ stack: ArraySlice<UInt64>, _ space: Int32) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(UInt32(bitPattern: space))
        for address in stack { hash = (hash ^ address ^ address >> 29) &* 0x9e37_79b9_7f4a_7c15 }
        return hash ^ hash >> 31
    }

    private mutating func rehash() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 1..<UInt32(ends.count) {
            var slot = Int(truncatingIfNeeded: Self.hash(self[number], spaces[Int(number)])) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = number
        }
    }
}

/// What the numbers in the events of a log mean.
public struct ActivityTables: Sendable {
    public var strings = StringTable()
    public var stacks = AddressStacks()
    /// In the order in which the log mentions them.
    public var processes: [ActivityProcess] = []
    /// Stretches in which threads did not run, where the source knows them; in the order of their ends.
    public var waits: [ActivityWait] = []
    /// Who has to permit that files are opened, as `scanner (4711)`, when the recording ended.
    public var fileGuards: [String] = []
    /// Threads whose start the log has, in that order, where the source knows who made them.
    public var threads: [ActivityThread] = []
    /// What machine, limits and processes were looked at for meanwhile, where the source has that.
    public var host = HostSamples()
    /// Programs at their places in memory, to which addresses of stacks belong.
    public var spaces: [ActivitySymbols.Space] = []
    public var symbols = ActivitySymbols()

    public init() {}

    /// Frames of a stack, innermost first; `FrameID.none`, of `symbols.table`, for those without a name.
    public func frames(_ stack: UInt32) -> [FrameID] {
        let space = Int(stacks.space(stack))
        let number = spaces.indices.contains(space) ? symbols.number(spaces[space]) ?? -1 : -1
        return symbols.frames(of: stacks[stack], in: number)
    }

    /// Names of the functions of a stack, innermost first: the place in the module where there is none, or `?`.
    public func functionNames(_ stack: UInt32) -> [String] { stackFrames(stack).map { title(of: $0) } }

    /// What a process was started with, in one line: its arguments with blanks between them, or what Windows has.
    public func commandLine(of process: Int32) -> String {
        let process = processes[Int(process)]
        if process.arguments.isEmpty { return strings[process.commandLine] }
        return process.arguments.map { strings[$0] }.joined(separator: " ")
    }
}
