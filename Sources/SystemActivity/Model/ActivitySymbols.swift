import Evidence

/// Names of the addresses in the stacks of a log.
///
/// A space is a program at a place in memory, which all processes share that run it there. The kernel is a space too.
public struct ActivitySymbols: Sendable {
    /// A program at a place in memory.
    public struct Space: Sendable, Hashable {
        /// Path as it was executed; empty for the kernel.
        public var path: String
        /// Where its entry lies; 0 for the kernel.
        public var entry: UInt64

        public init(path: String, entry: UInt64) {
            self.path = path
            self.entry = entry
        }

        public static let kernel = Space(path: "", entry: 0)
    }

    /// Functions, files and lines.
    public var table = StackTable()
    private var numbers: [Space: Int] = [:]
    /// By space: the frames of each address that is looked up, as a range in `runs`.
    private var frames: [[UInt64: Range<Int32>]] = []
    /// Frames, innermost first.
    private var runs: [FrameID] = []

    public init() {}

    public var isEmpty: Bool { runs.isEmpty }

    /// The number of a space; nil when nothing in it has a name.
    public func number(_ space: Space) -> Int? { numbers[space] }

    /// The spaces, in the order in which they were added.
    var spaces: [Space] { numbers.sorted { $0.value < $1.value }.map(\.key) }

    mutating func add(_ space: Space) -> Int {
        if let known = numbers[space] { return known }
        numbers[space] = frames.count
        frames.append([:])
        return frames.count - 1
    }

    /// - Parameter names: frames, innermost first.
    mutating func add(_ address: UInt64, in space: Int, _ names: [FrameID]) {
        let start = Int32(clamping: runs.count)
        runs += names
        frames[space][address] = start..<Int32(clamping: runs.count)
    }

    /// Addresses of a space with their frames, ascending.
    func addresses(in space: Int) -> [(address: UInt64, frames: ArraySlice<FrameID>)] {
        frames[space].sorted { $0.key < $1.key }.map {
            ($0.key, runs[Int($0.value.lowerBound)..<Int($0.value.upperBound)])
        }
    }

    /// Frames of an address, innermost first; empty when it has no name.
    public func frames(of address: UInt64, in space: Int) -> ArraySlice<FrameID> {
        guard frames.indices.contains(space), let range = frames[space][address] else { return [] }
        return runs[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    /// The address under which a frame of a stack is looked up: a return address stands behind its call.
    static func key(_ address: UInt64, isInnermost: Bool) -> UInt64 { isInnermost ? address : address &- 1 }

    /// All frames of a stack, innermost first; addresses without a name are frames without one.
    public func frames(of stack: ArraySlice<UInt64>, in space: Int) -> [FrameID] {
        var result: [FrameID] = []
        result.reserveCapacity(stack.count)
        for (index, address) in stack.enumerated() {
            let found = frames(of: Self.key(address, isInnermost: index == 0), in: space)
            if found.isEmpty { result.append(.none) } else { result += found }
        }
        return result
    }
}
