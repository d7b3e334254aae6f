import Evidence
import GoBinary
import Wire

/// Walks goroutine stacks by the frame sizes of the function table, as the runtime does (runtime/traceback.go), and
/// interns what it finds. Neither frame pointers nor DWARF are needed.
struct StackWalker {
    /// Frames after which a walk is given up: deeper stacks are reported as partial.
    static let frameLimit = 20_000

    struct Result {
        var stack: StackID
        /// The walk ended at a top frame.
        var isComplete: Bool
    }

    /// A part of a stack that was read: `count` bytes at runtime address `start`, lying at `offset` of `bytes`.
    struct Window {
        var bytes: Bytes
        var offset: Int
        var start: UInt64
        var count: Int

        /// The word at a runtime address, or nil when it lies outside.
        func word(at address: UInt64) -> UInt64? {
            guard address >= start, count >= 8, address - start <= UInt64(count - 8) else { return nil }
            return bytes.load(offset + Int(address - start))
        }
    }

    let memory: any MemoryReader
    let usesLinkRegister: Bool
    var cache: ProgramCounterCache
    /// Positions in the cache of the walk under way, innermost first.
    private var path: [UInt32] = []
    /// Stack pointers behind the areas of the frames in `path`.
    private var ends: [UInt64] = []
    private var known = KnownStacks()
    private let deepBuffer = MemoryBuffer()

    init(
        memory: any MemoryReader, table: FunctionTable, module: ModuleData, slide: Slide,
        architecture: Executable.Architecture
    ) {
        self.memory = memory
        usesLinkRegister = architecture == .arm64
        cache = ProgramCounterCache(table: table, slide: slide, module: module)
    }

    /// Where a walk starts.
    struct Start {
        var programCounter: UInt64
        var stackPointer: UInt64
        /// Return address of an innermost frame that has not stored it (arm64).
        var linkRegister: UInt64
        /// The goroutine is in a system call, whose entry saved the program counter and stack pointer.
        var isSystemCall: Bool
        /// The thread was interrupted at `programCounter`.
        var isTrap: Bool
        /// The stack's upper end.
        var high: UInt64
    }

    /// The logical stack from a starting point.
    mutating func walk(_ start: Start, window: Window, stacks: inout StackTable) -> Result {
        let isComplete = follow(start, window: window, stacks: &stacks)
        return Result(stack: intern(&stacks), isComplete: isComplete)
    }

    /// The physical frames from a starting point, innermost first, with the ends of their areas.
    mutating func physicalFrames(
        _ start: Start, window: Window, stacks: inout StackTable
    ) -> (frames: [SearchedFrame], isComplete: Bool) {
        let isComplete = follow(start, window: window, stacks: &stacks)
        return (zip(path, ends).compactMap { index, end in searchedFrame(Int(index), end: end) }, isComplete)
    }

    func searchedFrame(_ index: Int, end: UInt64) -> SearchedFrame? {
        let entry = cache.entries[index]
        guard let function = entry.function else { return nil }
        return SearchedFrame(
            function: function, programCounter: entry.address,
            frame: entry.frameCount == 0 ? .none : cache.frames[Int(entry.firstFrame)], end: end)
    }

    /// Fills `path` and `ends`. Returns true when the walk ended at a top frame.
    private mutating func follow(_ start: Start, window: Window, stacks: inout StackTable) -> Bool {
        path.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var programCounter = start.programCounter
        var stackPointer = start.stackPointer
        var isTrap = start.isTrap
        var window = window
        // The return address of a frame that has not stored it: the innermost one, or one that was interrupted.
        var linkRegister: UInt64? = start.linkRegister
        var logicalCount = 0
        while path.count < Self.frameLimit {
            let isInnermost = path.isEmpty
            let index = cache.entry(programCounter, isTrap: isTrap, stacks: &stacks)
            let entry = cache.entries[index]
            if entry.isUnknown { return false }
            logicalCount += Int(entry.frameCount)
            if logicalCount > StackTable.depthLimit { return false }
            path.append(UInt32(index))
            ends.append(start.high)
            if entry.isTop { return true }
            if entry.writesStackPointer, !(isInnermost && (start.isSystemCall || !isTrap)) { return false }
            let delta = UInt64(bitPattern: Int64(entry.stackDelta))
            if usesLinkRegister, entry.stackDelta == 0, let link = linkRegister {
                ends[ends.count - 1] = stackPointer
                programCounter = link
                linkRegister = nil
                isTrap = false
                continue
            }
            linkRegister = nil
            let returnSlot = usesLinkRegister ? stackPointer : stackPointer &+ delta
            guard returnSlot >= stackPointer, returnSlot < start.high else { return false }
            if window.word(at: returnSlot) == nil {
                guard let next = deeperWindow(at: returnSlot, high: start.high) else { return false }
                window = next
            }
            guard let returnAddress = window.word(at: returnSlot), returnAddress != 0 else { return false }
            stackPointer = usesLinkRegister ? stackPointer &+ delta : returnSlot &+ 8
            ends[ends.count - 1] = stackPointer
            isTrap = entry.isInjected
            programCounter = returnAddress
            if usesLinkRegister, entry.isInjected {
                // The signal handler pushed the link register before it made the call (traceback.go, `next`).
                linkRegister = window.word(at: stackPointer)
                stackPointer &+= 16
            }
        }
        return false
    }

    /// Reads on in a deep stack, 64 KiB at a time.
    private func deeperWindow(at address: UInt64, high: UInt64) -> Window? {
        let count = Int(min(high - address, 1 << 16))
        guard count >= 8, memory.read([MemoryRange(address: address, count: count)], into: deepBuffer).isEmpty else {
            return nil
        }
        return Window(bytes: deepBuffer.view, offset: 0, start: address, count: count)
    }

    private mutating func intern(_ stacks: inout StackTable) -> StackID {
        if let stack = known.find(path) { return stack }
        var stack = StackID.empty
        for index in path.reversed() {
            let entry = cache.entries[Int(index)]
            let first = Int(entry.firstFrame)
            for frame in cache.frames[first..<first + Int(entry.frameCount)].reversed() {
                stack = stacks.push(frame, onto: stack)
            }
        }
        known.insert(path, stack)
        return stack
    }

    /// The logical frame of a single program counter, such as the one of a `go` statement.
    mutating func frame(_ programCounter: UInt64, isTrap: Bool, stacks: inout StackTable) -> FrameID {
        let index = cache.entry(programCounter, isTrap: isTrap, stacks: &stacks)
        let entry = cache.entries[index]
        return entry.frameCount == 0 ? .none : cache.frames[Int(entry.firstFrame)]
    }
}
