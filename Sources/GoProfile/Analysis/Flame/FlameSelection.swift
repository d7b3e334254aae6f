/// Which frames a tree keeps when it may not keep them all: the widest, of equally wide ones those nearer to the root,
/// and of these the first. So none is kept without its parent.
struct FlameSelection {
    /// Frames wider than that are kept, narrower ones are not.
    private var width: Int64 = 0
    /// Of those as wide: kept above this depth, and at it while there is room.
    private var depth = Int.max
    private var room = 0

    init(_ segments: [FlameSegments.Segment], limit: Int) {
        let total = segments.reduce(0) { $0 + $1.count }
        guard total > limit else { return }
        var left = limit
        width = Self.threshold(segments, &left)
        // How many more, or fewer, frames of that width there are at a depth than above it.
        var changes: [Int] = []
        for segment in segments where segment.width == width && segment.count > 0 {
            if changes.count <= Int(segment.end) {
                changes += [Int](repeating: 0, count: Int(segment.end) + 1 - changes.count)
            }
            changes[Int(segment.depth)] += 1
            changes[Int(segment.end)] -= 1
        }
        var count = 0
        for (depth, change) in changes.enumerated() {
            count += change
            if count > left {
                self.depth = depth
                room = left
                return
            }
            left -= count
        }
    }

    /// How many frames of the next segment are kept; segments come in their order.
    mutating func kept(_ segment: FlameSegments.Segment) -> Int {
        if segment.width != width { return segment.width > width ? segment.count : 0 }
        let above = min(max(depth - Int(segment.depth), 0), segment.count)
        guard above < segment.count, Int(segment.depth) + above == depth, room > 0 else { return above }
        room -= 1
        return above + 1
    }

    /// The width of the narrowest frame that is kept, found from its highest byte on.
    /// - Parameter left: the limit; then how many frames of that width are kept.
    private static func threshold(_ segments: [FlameSegments.Segment], _ left: inout Int) -> Int64 {
        var prefix: Int64 = 0
        for shift in stride(from: 56, through: 0, by: -8) {
            var counts = [Int](repeating: 0, count: 256)
            for segment in segments {
                let width = segment.width
                if shift == 56 || width >> (shift + 8) == prefix { counts[Int(width >> shift & 0xff)] += segment.count }
            }
            var byte = 255
            while byte > 0, counts[byte] <= left {
                left -= counts[byte]
                byte -= 1
            }
            prefix = prefix << 8 | Int64(byte)
        }
        return prefix
    }
}
