import GoProfile

/// The printable names of the functions at each location, the innermost inlined one first.
struct LocationNames {
    private let names: [[[UInt8]]]

    init(_ report: PprofReport) {
        let nodes = LocationNodes(report)
        names = (0..<report.profile.locations.count).map { location in
            let infos = nodes.infos(location)
            return infos.enumerated().map { at, info in
                // pprof calls inlined whatever is not the last function of a location.
                info.printableName(nodes.strings) + (at == infos.count - 1 ? [] : Array(" (inline)".utf8))
            }
        }
    }

    subscript(_ location: Int) -> [[UInt8]] { names[location] }
}
