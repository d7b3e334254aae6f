import Evidence
import GoBinary

/// What unwinding and symbolising need to know of a program counter, looked up once for each distinct one.
struct ProgramCounterEntry {
    /// The physical function; nil when the address belongs to no Go function.
    var function: FunctionTable.FunctionIndex?
    /// The program counter itself.
    var address: StaticAddress
    /// Distance from the stack pointer to the slot of the return address (amd64) or to the caller's frame (arm64).
    var stackDelta: Int32
    /// Position of its first logical frame in `ProgramCounterCache.frames`, and their number; innermost first.
    var firstFrame: UInt32
    var frameCount: UInt16
    /// The walk ends here in good order.
    var isTop: Bool
    /// The function moves its stack pointer by hand; unwinding beyond it is a guess.
    var writesStackPointer: Bool
    /// A signal handler made the call: the next outer frame was interrupted (runtime/traceback.go, `isInjectedCall`).
    var isInjected: Bool
    var isUnknown: Bool { function == nil }
}

/// Program counters with their frames, by open addressing.
struct ProgramCounterCache {
    private static let injected: Set<String> = ["runtime.sigpanic", "runtime.asyncPreempt", "runtime.debugCallV2"]

    private let table: FunctionTable
    private let slide: Slide
    /// Runtime addresses of the text.
    private let text: Range<UInt64>
    private(set) var entries: [ProgramCounterEntry] = []
    private(set) var frames: [FrameID] = []
    /// Program counter shifted left, with the lowest bit set for an interrupted one; 0 is a free slot.
    private var keys: [UInt64] = Array(repeating: 0, count: 1 << 12)
    private var values: [Int32] = Array(repeating: 0, count: 1 << 12)

    init(table: FunctionTable, slide: Slide, module: ModuleData) {
        self.table = table
        self.slide = slide
        let low = module.text.moved(by: slide).rawValue
        text = low..<max(low, module.etext.moved(by: slide).rawValue)
    }

    /// Whether a word can be an address of the program's text.
    func isText(_ word: UInt64) -> Bool { text.contains(word) }

    /// The entry's position for a program counter (a runtime address).
    ///
    /// - Parameter isTrap: it was interrupted there and is not a return address (traceback.go, `symPC`).
    mutating func entry(_ programCounter: UInt64, isTrap: Bool, stacks: inout StackTable) -> Int {
        let key = programCounter << 1 | (isTrap ? 1 : 0)
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 40) & mask
        while keys[slot] != 0 {
            if keys[slot] == key { return Int(values[slot]) }
            slot = (slot + 1) & mask
        }
        let index = entries.count
        entries.append(resolve(programCounter, isTrap: isTrap, stacks: &stacks))
        keys[slot] = key
        values[slot] = Int32(index)
        if entries.count * 2 > keys.count { grow() }
        return index
    }

    private mutating func grow() {
        let old = zip(keys, values).filter { $0.0 != 0 }
        keys = Array(repeating: 0, count: keys.count * 2)
        values = Array(repeating: 0, count: keys.count)
        let mask = keys.count - 1
        for (key, value) in old {
            var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 40) & mask
            while keys[slot] != 0 { slot = (slot + 1) & mask }
            keys[slot] = key
            values[slot] = value
        }
    }

    private mutating func resolve(
        _ programCounter: UInt64, isTrap: Bool, stacks: inout StackTable
    ) -> ProgramCounterEntry {
        let address = RuntimeAddress(programCounter).unmoved(by: slide)
        guard programCounter != 0, let function = table.function(containing: address) else {
            return ProgramCounterEntry(
                function: nil, address: address, stackDelta: 0, firstFrame: UInt32(frames.count), frameCount: 0,
                isTop: false,
                writesStackPointer: false, isInjected: false)
        }
        let isEntry = address == table.entry(function)
        let symbolAddress = isTrap || isEntry ? address : StaticAddress(address.rawValue - 1)
        let first = frames.count
        for frame in table.logicalFrames(function, at: symbolAddress).prefix(1024) {
            frames.append(
                stacks.intern(
                    function: printableFunctionName(frame.function), file: frame.file, line: frame.line,
                    isInlined: frame.isInlined, isWrapper: frame.isWrapper))
        }
        let delta = table.frameSize(function, at: address)
        // cgocallback writes the stack pointer, but keeps its frame valid on both stacks.
        let name = table.name(function)
        return ProgramCounterEntry(
            function: function, address: address, stackDelta: delta ?? 0, firstFrame: UInt32(first),
            frameCount: UInt16(frames.count - first),
            isTop: table.isTopFrame(function),
            writesStackPointer: (table.writesStackPointer(function) && name != "runtime.cgocallback") || delta == nil,
            isInjected: Self.injected.contains(name))
    }
}
