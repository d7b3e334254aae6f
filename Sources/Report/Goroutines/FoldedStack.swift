import Evidence
import GoProcess

/// A stack for people: runs of frames inside the runtime are one line each.
struct FoldedStack {
    enum Line: Hashable {
        case frame(ResolvedFrame)
        /// `count` frames from `innermost` to `outermost`, full names.
        case folded(count: Int, innermost: String, outermost: String)
    }

    let lines: [Line]

    /// A lone frame inside the runtime stays when it is all there is.
    init(_ frames: [ResolvedFrame], showsAll: Bool) {
        guard !showsAll else {
            lines = frames.map { .frame($0) }
            return
        }
        var lines: [Line] = []
        var index = 0
        while index < frames.count {
            let start = index
            while index < frames.count, FrameKinds.isRuntimeInternal(function: frames[index].function) { index += 1 }
            if index > start {
                lines.append(
                    .folded(
                        count: index - start, innermost: frames[start].function,
                        outermost: frames[index - 1].function))
            } else {
                lines.append(.frame(frames[index]))
                index += 1
            }
        }
        let showsNothing = lines.allSatisfy { if case .folded = $0 { true } else { false } }
        self.lines = showsNothing ? frames.map { .frame($0) } : lines
    }

    /// The frame a reader looks at first: the innermost one outside of the runtime.
    var firstFrame: ResolvedFrame? {
        for line in lines { if case .frame(let frame) = line { return frame } }
        return nil
    }
}
