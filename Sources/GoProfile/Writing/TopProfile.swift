import Evidence

/// `topproto`: the nodes of a report as a profile, each a sample of one frame.
///
/// Source: `printTopProto` in internal/report/report.go of google/pprof.
public enum TopProfile {
    public static func make(_ report: PprofReport) -> Profile {
        let trimmed = TrimmedGraph(report)
        let graph = trimmed.graph
        var result = Profile()
        result.strings = graph.strings
        let unit = result.strings.intern(trimmed.unit)
        result.sampleTypes = ["cum", "flat"].map { ValueType(type: result.strings.intern($0), unit: unit) }
        result.samples.typeCount = 2
        result.timeNanoseconds = report.profile.timeNanoseconds
        result.durationNanoseconds = report.profile.durationNanoseconds
        result.periodType = report.profile.periodType
        result.period = report.profile.period
        var functions: [GraphNodeInfo: UInt32] = [:]
        for (index, node) in graph.nodes.enumerated() {
            let info = graph.infos[node]
            var key = GraphNodeInfo()
            (key.name, key.file, key.startLine) = (info.name, info.file, info.startLine)
            let function = functions[key] ?? UInt32(result.functions.count)
            if functions[key] == nil {
                functions[key] = function
                result.functions.append(
                    id: UInt64(function) + 1, name: info.name, systemName: .empty, file: info.file,
                    startLine: info.startLine)
            }
            result.locations.append(
                id: UInt64(index) + 1, mapping: ProfileLocations.none, address: info.address,
                lines: [ProfileLine(function: function, line: info.line, column: info.column)])
            let values = [graph.cumulativeValue(node), graph.flatValue(node)].map { value in
                Int64(asGo: Measurement.scale(value, report.sampleUnit, trimmed.unit).value)
            }
            result.samples.append(stack: [UInt32(index)], values: values, labelSet: 0)
        }
        return result
    }
}
