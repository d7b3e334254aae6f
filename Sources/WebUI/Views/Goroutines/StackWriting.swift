import Evidence
import GoProcess
import Wire

/// A stack for the page: runs of frames that are not the program's own are folded, and can be unfolded there.
struct StackWriting {
    /// Frames of one stack that are written at most; the outermost of deeper ones are left out.
    private static let frameLimit = 400

    let writing: GoroutineWriting

    /// The innermost frame is never folded away alone, and a single frame of a library between two of the program
    /// stays: folding it would save nothing.
    func write(_ stack: StackID, to json: inout JSONWriter) {
        let all = writing.snapshot.stacks.resolvedFrames(stack)
        let frames = all.prefix(Self.frameLimit)
        json.object { json in
            json.member("count", all.count)
            json.member("parts", array: Self.parts(Array(frames))) { json, part in
                json.object { json in
                    json.member("folded", part.isFolded)
                    json.member("frames", array: frames[part.range]) { writing.write($1, to: &$0) }
                }
            }
        }
    }

    /// A run of frames that are shown or folded together.
    struct Part: Hashable {
        var range: Range<Int>
        var isFolded: Bool
    }

    static func parts(_ frames: [ResolvedFrame]) -> [Part] {
        let isOwn = frames.map { FrameKinds.isUser(function: $0.function) }
        // A stack of the runtime's or a library's goroutine has nothing else to show.
        guard isOwn.contains(true) else {
            return frames.isEmpty ? [] : [Part(range: 0..<frames.count, isFolded: false)]
        }
        var parts: [Part] = []
        var start = 0
        while start < frames.count {
            var end = start + 1
            while end < frames.count, isOwn[end] == isOwn[start] { end += 1 }
            let isFolded = !isOwn[start] && (end - start > 1 || end == frames.count)
            if !isFolded, let last = parts.last, !last.isFolded {
                parts[parts.count - 1].range = last.range.lowerBound..<end
            } else {
                parts.append(Part(range: start..<end, isFolded: isFolded))
            }
            start = end
        }
        return parts
    }
}
