import Evidence

/// The kinds of all frames and the telling frames of all stacks of a table, worked out once.
///
/// Cost: one classification for each distinct function, one step for each stack.
public struct FrameKindTable: Sendable {
    private struct Kind: OptionSet {
        let rawValue: UInt8
        static let user = Kind(rawValue: 1)
        static let folded = Kind(rawValue: 2)
    }

    private let frameKinds: [UInt8]
    private let userFrames: [FrameID]
    private let visibleTops: [FrameID]

    public init(_ stacks: StackTable) {
        var byFunction = [UInt8](repeating: .max, count: stacks.strings.count)
        frameKinds = stacks.frames.map { frame in
            let function = Int(frame.function.rawValue)
            if byFunction[function] == .max {
                let name = stacks.strings[frame.function]
                var kind: Kind = []
                if FrameKinds.isUser(function: name) { kind.insert(.user) }
                if FrameKinds.isRuntimeInternal(function: name) { kind.insert(.folded) }
                byFunction[function] = kind.rawValue
            }
            return byFunction[function]
        }
        var userFrames = [FrameID](repeating: .none, count: stacks.count)
        var visibleTops = userFrames
        // A caller always has a smaller number than the stacks that it calls.
        for raw in 1..<max(stacks.count, 1) {
            let stack = StackID(rawValue: UInt32(raw))
            let top = stacks.top(stack)
            let caller = Int(stacks.caller(stack).rawValue)
            let kind = Kind(rawValue: frameKinds[Int(top.rawValue)])
            userFrames[raw] = kind.contains(.user) ? top : userFrames[caller]
            visibleTops[raw] = kind.contains(.folded) ? visibleTops[caller] : top
        }
        self.userFrames = userFrames
        self.visibleTops = visibleTops
    }

    public func isUser(_ frame: FrameID) -> Bool {
        frame != .none && Kind(rawValue: frameKinds[Int(frame.rawValue)]).contains(.user)
    }

    /// True for frames that reports fold away; see `FrameKinds.isRuntimeInternal`.
    public func isRuntimeInternal(_ frame: FrameID) -> Bool {
        frame != .none && Kind(rawValue: frameKinds[Int(frame.rawValue)]).contains(.folded)
    }

    /// The innermost frame outside the standard library; `.none` when the stack has none.
    public func userFrame(_ stack: StackID) -> FrameID { userFrames[Int(stack.rawValue)] }

    /// The frame that says in one line where a goroutine is: the innermost one of the user's code, else the innermost
    /// that is not runtime-internal, else the innermost; `.none` for the empty stack.
    public func headline(_ stack: StackID, in stacks: StackTable) -> FrameID {
        let index = Int(stack.rawValue)
        if userFrames[index] != .none { return userFrames[index] }
        return visibleTops[index] != .none ? visibleTops[index] : stacks.top(stack)
    }

    /// The frames of a stack without the runtime-internal ones, innermost first; all when nothing else is there.
    public func visibleFrames(_ stack: StackID, in stacks: StackTable) -> [FrameID] {
        let all = stacks.frameIDs(stack)
        let visible = all.filter { !isRuntimeInternal($0) }
        return visible.isEmpty ? all : visible
    }
}
