import Evidence
import GoBinary

/// What a frame still uses at one return address, as the compiler recorded it for the collector.
struct FrameLiveness {
    /// Bytes from the start of the arguments to each word with a live pointer; negative for local variables.
    var words: [Int32] = []
    /// Variables whose address is taken, and which are used when something live points to them; measured in the same
    /// way.
    var objects: [Range<Int32>] = []
    /// Nothing is recorded: any word of the frame may be in use.
    var isOpaque = false
    /// Bytes of arguments behind the frame; nil when unknown.
    var argumentSize: Int?
    /// The frames that called this one were interrupted, or may go on elsewhere: any of their words may be in use.
    var hidesCallers = Callers.none

    enum Callers { case none, next, all }
}

/// Says which words of a stack hold pointers that will still be used, as Go's collector does (`scanstack` in
/// runtime/mgcmark.go): old values that lie around in a frame do not count. Each return address is looked up once.
struct LiveStackWords {
    /// A word that counts, and the frame that uses it: its position from the innermost on.
    struct Word: Equatable {
        var address: UInt64
        var frame: Int
    }

    private let functions: FunctionTable
    private let usesLinkRegister: Bool
    private var known: [StaticAddress: FrameLiveness] = [:]

    init(functions: FunctionTable, usesLinkRegister: Bool) {
        self.functions = functions
        self.usesLinkRegister = usesLinkRegister
    }

    /// The words of the physical frames of a goroutine that does not run.
    ///
    /// - Parameters:
    ///   - frames: innermost first.
    ///   - window: the memory of the stack, from the stack pointer on; words behind it are left out.
    ///   - isComplete: the outermost frame is that of the stack.
    mutating func words(_ frames: [SearchedFrame], window: StackWalker.Window, isComplete: Bool) -> [Word] {
        let high = window.start &+ UInt64(window.count)
        var found: [Word] = []
        var objects: [(range: Range<UInt64>, frame: Int)] = []
        var low = window.start
        var opaqueFrames = 0
        for (number, frame) in frames.enumerated() {
            let liveness = liveness(frame)
            if liveness.hidesCallers == .all { return Self.all(frames, from: window.start, to: high) }
            if liveness.isOpaque || opaqueFrames > 0 {
                let end = min(high, frame.end &+ UInt64(liveness.argumentSize ?? 0))
                for address in stride(from: (low &+ 7) & ~7, to: max(low, end), by: 8) {
                    found.append(Word(address: address, frame: number))
                }
            } else {
                add(liveness, frame, number, low: low, high: high, &found, &objects)
            }
            opaqueFrames = liveness.hidesCallers == .next ? 1 : max(0, opaqueFrames - 1)
            low = max(low, frame.end)
        }
        if !isComplete {
            for address in stride(from: (low &+ 7) & ~7, to: max(low, high), by: 8) {
                found.append(Word(address: address, frame: frames.count))
            }
        }
        // Variables do not overlap: a table that says so is damaged.
        let size = objects.reduce(0) { $0 &+ ($1.range.upperBound - $1.range.lowerBound) }
        guard size <= UInt64(window.count), found.count <= window.count else {
            return Self.all(frames, from: window.start, to: high)
        }
        addReachedObjects(objects, window: window, &found)
        return found
    }

    /// Every word of a range, by the frames that end there; for stacks of which nothing more is known.
    static func all(_ frames: [SearchedFrame], from low: UInt64, to high: UInt64) -> [Word] {
        var frame = 0
        return stride(from: (low &+ 7) & ~7, to: max(low, high), by: 8).map { address in
            while frame < frames.count, address >= frames[frame].end { frame += 1 }
            return Word(address: address, frame: frame)
        }
    }

    private func add(
        _ liveness: FrameLiveness, _ frame: SearchedFrame, _ number: Int, low: UInt64, high: UInt64,
        _ found: inout [Word], _ objects: inout [(range: Range<UInt64>, frame: Int)]
    ) {
        let arguments = usesLinkRegister ? frame.end &+ 8 : frame.end
        func address(_ offset: Int32) -> UInt64? {
            let address = arguments &+ UInt64(bitPattern: Int64(offset))
            return address >= low && address < high ? address : nil
        }
        for offset in liveness.words {
            if let address = address(offset) { found.append(Word(address: address, frame: number)) }
        }
        for object in liveness.objects {
            guard let start = address(object.lowerBound) else { continue }
            objects.append((start..<min(high, start &+ UInt64(object.count)), number))
        }
    }

    /// Adds the words of variables to which words that count point, until no more are found.
    private func addReachedObjects(
        _ objects: [(range: Range<UInt64>, frame: Int)], window: StackWalker.Window, _ found: inout [Word]
    ) {
        guard !objects.isEmpty else { return }
        // Frames come innermost first, so the objects come in the order of their addresses but for those of one frame.
        let sorted = objects.sorted { $0.range.lowerBound < $1.range.lowerBound }
        var isReached = [Bool](repeating: false, count: sorted.count)
        let low = sorted[0].range.lowerBound
        var next = 0
        while next < found.count {
            defer { next += 1 }
            guard let value = window.word(at: found[next].address) else { continue }
            guard value >= low, let index = Self.position(of: value, in: sorted), !isReached[index] else { continue }
            isReached[index] = true
            for address in stride(from: sorted[index].range.lowerBound, to: sorted[index].range.upperBound, by: 8) {
                found.append(Word(address: address, frame: sorted[index].frame))
            }
        }
    }

    private static func position(of value: UInt64, in objects: [(range: Range<UInt64>, frame: Int)]) -> Int? {
        var low = 0
        var high = objects.count
        while low < high {
            let middle = (low + high) / 2
            if objects[middle].range.lowerBound <= value { low = middle + 1 } else { high = middle }
        }
        guard low > 0, objects[low - 1].range.contains(value) else { return nil }
        return low - 1
    }

    private mutating func liveness(_ frame: SearchedFrame) -> FrameLiveness {
        if let known = known[frame.programCounter] { return known }
        let result = lookUp(frame.function, frame.programCounter)
        known[frame.programCounter] = result
        return result
    }

    private func lookUp(_ function: FunctionTable.FunctionIndex, _ address: StaticAddress) -> FrameLiveness {
        var result = FrameLiveness()
        result.argumentSize = functions.argumentSize(function)
        switch functions.name(function) {
        case "runtime.asyncPreempt", "runtime.asyncPreempt2", "runtime.sigpanic", "runtime.debugCallV2":
            result.isOpaque = true
            result.hidesCallers = .next
            return result
        case "runtime.gopanic", "reflect.makeFuncStub", "reflect.methodValueCall":
            // Where a panicking function goes on, and what these stubs pass on, only they know.
            result.isOpaque = true
            result.hidesCallers = .all
            return result
        default: break
        }
        guard !functions.isTopFrame(function) else { return result }
        if functions.isAssembly(function) {
            result.isOpaque = true
            return result
        }
        let size = functions.frameSize(function, at: address) ?? 0
        // The return address, and the saved frame pointer of a function that has a frame.
        let saved: Int32 = size > 0 ? 16 : 8
        if size > 0 {
            guard let locals = functions.liveLocals(function, at: address) else {
                result.isOpaque = true
                return result
            }
            let start = -saved - Int32(locals.count) * 8
            result.words = locals.words.map { start + Int32($0) * 8 }
        }
        if let arguments = functions.liveArguments(function, at: address) {
            result.words += arguments.words.map { Int32($0) * 8 }
        } else if result.argumentSize != 0 {
            result.isOpaque = true
        }
        result.objects = functions.stackObjects(function).map { object in
            let start = object.offset < 0 ? object.offset &- saved : object.offset
            return start..<(start &+ object.size)
        }
        // The record of a deferred call is a local variable without pointers, but it leads to a closure. The closures of
        // open-coded ones are in words that are live all the time (`OpenDeferSlot` in cmd/compile's liveness analysis).
        if functions.defers(function), !functions.hasOpenCodedDefers(function) { result.isOpaque = true }
        return result
    }
}
