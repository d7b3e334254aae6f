/// Number of a frame in a `StackTable`.
public struct FrameID: Hashable, Sendable, Comparable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// No frame is known.
    public static let none = FrameID(rawValue: .max)
    public static func < (a: FrameID, b: FrameID) -> Bool { a.rawValue < b.rawValue }
}

/// Number of a stack in a `StackTable`: its innermost frame and, through its parent, its callers.
public struct StackID: Hashable, Sendable, Comparable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The empty stack.
    public static let empty = StackID(rawValue: 0)
    public static func < (a: StackID, b: StackID) -> Bool { a.rawValue < b.rawValue }
}

/// One logical frame: a function as the source has it, inlined or not.
public struct Frame: Hashable, Sendable {
    /// Full name, such as `net/http.(*conn).serve`.
    public var function: StringID
    /// Path as the compiler recorded it.
    public var file: StringID
    /// Line of the call or the current statement; 0 when unknown.
    public var line: Int32
    /// True when the compiler had inlined it into the next outer frame.
    public var isInlined: Bool
    /// True when the compiler made the function up to adapt a call (`FuncIDWrapper` of internal/abi).
    public var isWrapper: Bool

    public init(
        function: StringID, file: StringID, line: Int32, isInlined: Bool = false, isWrapper: Bool = false
    ) {
        self.function = function
        self.file = file
        self.line = line
        self.isInlined = isInlined
        self.isWrapper = isWrapper
    }
}

/// All stacks of all evidence: frames stored once, stacks as nodes of one tree whose parent is the caller.
public struct StackTable: Sendable {
    public var strings = StringTable()
    public private(set) var frames: [Frame] = []
    private var frameIDs: [Frame: FrameID] = [:]
    private var nodeParents: [StackID] = [.empty]
    private var nodeFrames: [FrameID] = [.none]
    private var children: [UInt64: StackID] = [:]

    public init() {}

    /// Frames of the deepest stack that readers make; the rest is left out, and counted. Runaway recursion goes on to
    /// millions of frames before the runtime ends it, all of them alike.
    public static let depthLimit = 1 << 16

    /// Number of stacks, the empty one included.
    public var count: Int { nodeParents.count }

    public mutating func intern(frame: Frame) -> FrameID {
        if let known = frameIDs[frame] { return known }
        let id = FrameID(rawValue: UInt32(frames.count))
        frames.append(frame)
        frameIDs[frame] = id
        return id
    }

    public mutating func intern(
        function: String, file: String, line: Int32, isInlined: Bool = false, isWrapper: Bool = false
    ) -> FrameID {
        intern(
            frame: Frame(
                function: strings.intern(function), file: strings.intern(file), line: line, isInlined: isInlined,
                isWrapper: isWrapper))
    }

    /// The stack in which `frame` was called from `caller`.
    public mutating func push(_ frame: FrameID, onto caller: StackID) -> StackID {
        let key = UInt64(caller.rawValue) << 32 | UInt64(frame.rawValue)
        if let known = children[key] { return known }
        let id = StackID(rawValue: UInt32(nodeParents.count))
        nodeParents.append(caller)
        nodeFrames.append(frame)
        children[key] = id
        return id
    }

    /// The stack made of `frames`, innermost first.
    public mutating func intern(innermostFirst frames: some BidirectionalCollection<FrameID>) -> StackID {
        var stack = StackID.empty
        for frame in frames.reversed() { stack = push(frame, onto: stack) }
        return stack
    }

    /// The stack without its innermost frame; the empty stack's caller is itself.
    public func caller(_ stack: StackID) -> StackID { nodeParents[Int(stack.rawValue)] }

    /// The innermost frame; `.none` for the empty stack.
    public func top(_ stack: StackID) -> FrameID { nodeFrames[Int(stack.rawValue)] }

    /// The frames of a stack, innermost first.
    public func frameIDs(_ stack: StackID) -> [FrameID] {
        var result: [FrameID] = []
        var at = stack
        while at != .empty {
            result.append(top(at))
            at = caller(at)
        }
        return result
    }

    public subscript(_ id: FrameID) -> Frame { frames[Int(id.rawValue)] }

    /// The function's full name; `?` for `.none`.
    public func functionName(_ id: FrameID) -> String { id == .none ? "?" : strings[self[id].function] }
    public func fileName(_ id: FrameID) -> String { id == .none ? "" : strings[self[id].file] }

    /// The innermost-first frames whose text is wanted.
    public func resolvedFrames(_ stack: StackID) -> [ResolvedFrame] {
        frameIDs(stack).map { id in
            ResolvedFrame(
                function: functionName(id), file: fileName(id), line: self[id].line, isInlined: self[id].isInlined)
        }
    }
}

/// A frame with its texts, for reports.
public struct ResolvedFrame: Hashable, Sendable {
    public var function: String
    public var file: String
    public var line: Int32
    public var isInlined: Bool

    public init(function: String, file: String, line: Int32, isInlined: Bool = false) {
        self.function = function
        self.file = file
        self.line = line
        self.isInlined = isInlined
    }
}
