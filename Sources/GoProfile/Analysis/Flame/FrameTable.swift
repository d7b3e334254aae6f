import Evidence

/// What the frames of a report's stacks stand for; inlined frames are frames of their own.
public struct FrameTable: Sendable {
    private let table: NodeTable
    /// By location: its frame, when it has exactly one, as most have; -1 otherwise.
    private let only: [Int32]

    public init(_ report: PprofReport) {
        let table = NodeTable(report.profile, keepsObjectFiles: false, options: report.options)
        only = (0..<max(table.starts.count - 1, 0)).map { location in
            let start = table.starts[location]
            return table.starts[location + 1] == start + 1 ? table.locationNodes[Int(start)] : -1
        }
        self.table = table
    }

    /// By frame's number: what it stands for. Texts are of `strings`.
    public var infos: [GraphNodeInfo] { table.infos }
    public var strings: StringTable { table.strings }

    /// The frames at a location, the innermost inlined one first.
    public func frames(_ location: Int) -> ArraySlice<Int32> {
        table.locationNodes[Int(table.starts[location])..<Int(table.starts[location + 1])]
    }

    /// Replaces `frames` by those of a stack, leaf first.
    public func read(_ locations: StackRun, into frames: inout [Int32]) {
        var locations = locations
        frames.removeAll(keepingCapacity: true)
        append(&locations, to: &frames)
    }

    /// Adds the frames of a stack, leaf first.
    func append(_ locations: inout StackRun, to frames: inout [Int32]) {
        while let location = locations.next() {
            let frame = only[Int(location)]
            if frame >= 0 {
                frames.append(frame)
                continue
            }
            var at = Int(table.starts[Int(location)])
            let end = Int(table.starts[Int(location) + 1])
            while at < end {
                frames.append(table.locationNodes[at])
                at += 1
            }
        }
    }

    /// The names that reports print, of the frames for which `isUsed` says so.
    func printableNames(_ isUsed: [Bool]) -> [[UInt8]] {
        infos.indices.map { isUsed[$0] ? infos[$0].printableName(strings) : [] }
    }

    public func printableName(_ frame: Int32) -> [UInt8] { infos[Int(frame)].printableName(strings) }
}
