import Evidence

/// What each location stands for in reports that print stacks.
public struct LocationNodes: Sendable {
    private let table: NodeTable

    public init(_ report: PprofReport) {
        // Such reports show paths as the profile has them, but for cleaning.
        table = NodeTable(report.profile, keepsObjectFiles: false, options: nil)
    }

    public var strings: StringTable { table.strings }

    /// The innermost inlined function first.
    public func infos(_ location: Int) -> [GraphNodeInfo] {
        table.locationNodes[Int(table.starts[location])..<Int(table.starts[location + 1])].map { table.infos[Int($0)] }
    }
}
