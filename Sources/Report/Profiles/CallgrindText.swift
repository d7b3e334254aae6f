import Evidence
import GoProfile

/// `callgrind`: the format of Valgrind's call profiler, for KCachegrind.
///
/// Source of the form: `printCallgrind` in internal/report/report.go of google/pprof.
public struct CallgrindText {
    private let report: PprofReport
    private let graph: ProfileGraph
    private let unit: String
    private var objects: [[UInt8]: Int] = [:]
    private var files: [[UInt8]: Int] = [:]
    private var names: [[UInt8]: Int] = [:]

    public static func write(_ report: PprofReport, _ output: inout ByteReport) {
        var writer = CallgrindText(report)
        writer.write(&output)
    }

    private init(_ report: PprofReport) {
        self.report = report
        let trimmed = TrimmedGraph(report)
        graph = trimmed.graph
        unit = trimmed.unit
    }

    private mutating func write(_ output: inout ByteReport) {
        let calledNames = disambiguatedNames()
        output.line("positions: instr line")
        output.line("events: \(report.sampleType)(\(unit))")
        var previous: GraphNodeInfo?
        for node in graph.nodes {
            let info = graph.infos[node]
            if previous?.objectFile != info.objectFile || previous?.file != info.file || previous?.name != info.name {
                output.endLine()
                Self.field("ob=", text(info.objectFile), &objects, &output)
                Self.field("fl=", text(info.file), &files, &output)
                Self.field("fn=", text(info.name), &names, &output)
            }
            output.line("\(Self.address(previous, info.address)) \(info.line) \(whole(graph.flatValue(node)))")
            for edge in graph.sorted(graph.outgoing[node]) {
                let called = graph.edges[edge].target
                let callee = graph.infos[called]
                Self.field("cfl=", text(callee.file), &files, &output)
                Self.field("cfn=", calledNames[called] ?? [], &names, &output)
                output.line("calls=0 \(Self.address(previous, callee.address)) \(callee.line)")
                output.line("* * \(whole(graph.edges[edge].weight))")
            }
            previous = info
        }
    }

    private func text(_ id: StringID) -> [UInt8] { Array(graph.strings.bytes(id)) }

    private func whole(_ value: Int64) -> Int64 {
        let scaled = Measurement.scale(value, report.sampleUnit, unit).value
        return Int64(asGo: scaled)
    }

    /// A name with its number at its first occurrence, its number alone later.
    private static func field(
        _ lead: String, _ name: [UInt8], _ known: inout [[UInt8]: Int], _ output: inout ByteReport
    ) {
        output.add(lead)
        if !name.isEmpty {
            if let number = known[name] {
                output.add("(\(number))")
            } else {
                known[name] = known.count + 1
                output.add("(\(known.count)) ")
                output.add(name)
            }
        }
        output.endLine()
    }

    /// Relative to the address before where that is shorter.
    private static func address(_ previous: GraphNodeInfo?, _ address: UInt64) -> String {
        let absolute = "0x" + String(address, radix: 16)
        guard let previous else { return absolute }
        if previous.address == address { return "*" }
        let difference = Int64(bitPattern: address &- previous.address)
        let relative = (difference >= 0 ? "+" : "") + String(difference)
        return relative.utf8.count < absolute.utf8.count ? relative : absolute
    }

    /// Callgrind merges functions of equal name and file; a number keeps those apart that are not the same.
    private func disambiguatedNames() -> [Int: [UInt8]] {
        struct Key: Hashable {
            let file: StringID
            let name: StringID
        }
        var functions: [Key: [Int: Int]] = [:]
        let identities = graph.functionIdentities
        for node in graph.nodes {
            let key = Key(file: graph.infos[node].file, name: graph.infos[node].name)
            let number = functions[key]?.count ?? 0
            if functions[key]?[identities[node]] == nil { functions[key, default: [:]][identities[node]] = number }
        }
        var result: [Int: [UInt8]] = [:]
        for node in graph.nodes {
            let info = graph.infos[node]
            result[node] = text(info.name)
            let group = functions[Key(file: info.file, name: info.name)] ?? [:]
            if group.count > 1, let number = group[identities[node]] {
                result[node]? += Array(" [\(number + 1)/\(group.count)]".utf8)
            }
        }
        return result
    }
}
