import Diagnosis
import Evidence
import GoProcess

/// A stack for people: runs of frames inside the runtime are one line each, and so are frames that repeat.
struct FoldedStack {
    enum Line: Hashable {
        /// A frame that occurs `times` times in a row.
        case frame(ResolvedFrame, times: Int)
        /// `count` frames from `innermost` to `outermost`, full names.
        case folded(count: Int, innermost: String, outermost: String)
    }

    private(set) var lines: [Line] = []

    /// Without `showsAll`, the runtime's frames at the outer end, which every goroutine has, are left out. Frames of
    /// the runtime stay when a stack has no others.
    init(_ frames: [ResolvedFrame], showsAll: Bool) {
        let isFolded = frames.map { !showsAll && FrameKinds.isRuntimeInternal(function: $0.function) }
        let foldsAll = isFolded.allSatisfy { $0 }
        var index = 0
        while index < frames.count {
            let start = index
            if isFolded[index], !foldsAll {
                while index < frames.count, isFolded[index] { index += 1 }
                if index == frames.count { return }
                lines.append(
                    .folded(
                        count: index - start, innermost: frames[start].function, outermost: frames[index - 1].function))
            } else {
                while index < frames.count, frames[index] == frames[start] { index += 1 }
                lines.append(.frame(frames[start], times: index - start))
            }
        }
    }

    /// The frame a reader looks at first: the innermost one outside of the runtime.
    var firstFrame: ResolvedFrame? {
        for line in lines { if case .frame(let frame, _) = line { return frame } }
        return nil
    }
}

/// Where goroutines are, in a few words.
public struct PlaceText: Sendable {
    let paths: PathShortener

    /// - Parameter snapshot: whose main module's files are named relative to it.
    public init(_ snapshot: GoroutineSnapshot) { self.init(paths: PathShortener(snapshot)) }

    init(paths: PathShortener) { self.paths = paths }

    /// The innermost frame of the program's own code; where there is none, the innermost outside of the runtime.
    public func place(_ frames: [ResolvedFrame]) -> String? { phrase(frames)?.english }

    /// The same for a report that speaks several languages.
    func phrase(_ frames: [ResolvedFrame]) -> Phrase? {
        let user = frames.first { FrameKinds.isUser(function: $0.function) }
        return (user ?? FoldedStack(frames, showsAll: false).firstFrame).map { phrase($0) }
    }

    /// `cache.(*Cache).Get at cache/cache.go:41`.
    public func text(_ frame: ResolvedFrame) -> String { phrase(frame).english }

    private func phrase(_ frame: ResolvedFrame) -> Phrase {
        let (function, location) = (FunctionName.short(frame.function), paths.location(frame))
        return location.isEmpty ? Phrase(function) : "\(function) at \(location)"
    }
}
