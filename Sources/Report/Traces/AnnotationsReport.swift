import Evidence
import GoTrace
import Wire

/// What `sonde trace tasks` and `sonde trace regions` report: both have types, with what instances of them took.
public struct AnnotationsReport {
    private let words: AnnotationWords
    private let types: [any AnnotationType]
    private let names: TraceNames

    /// Tasks.
    /// - Parameter type: only tasks of this type; nil for all.
    public init(tasks pass: TracePass, type: String? = nil) {
        self.init(pass, pass.result(TaskAnalysis.self).types, .tasks, only: type)
    }

    /// Regions.
    /// - Parameter name: only regions of this name; nil for all.
    public init(regions pass: TracePass, name: String? = nil) {
        self.init(pass, pass.result(RegionAnalysis.self).types, .regions, only: name)
    }

    private init(_ pass: TracePass, _ types: [some AnnotationType], _ words: AnnotationWords, only name: String?) {
        names = TraceNames(pass)
        self.words = words
        let wanted = types.enumerated().filter { name == nil || pass.scene.text($0.element.name) == name }
        self.types = wanted.sorted { ($0.element.durations.sum, $1.offset) > ($1.element.durations.sum, $0.offset) }
            .map(\.element)
    }

    public var isEmpty: Bool { types.isEmpty }

    /// - Parameter limit: rows of the table; 0 for all, with the slowest of each.
    public func write(to writer: inout TextWriter, limit: Int) {
        AnnotationsText(words: words, rows: types.map { $0.row(names) }, names: names, shown: TraceRows(limit))
            .write(to: &writer)
    }

    /// Schemas `sonde.trace.tasks/1` and `sonde.trace.regions/1`.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.trace.\(words.verb)/1")
            json.member("types", array: types) { json, type in
                json.object { json in
                    json.member(words.nameMember, names.scene.text(type.name))
                    type.durations.write(to: &json)
                    json.member("begunBefore", type.begunBefore)
                    json.member("neverEnded", type.neverEnded)
                    type.writeMembers(to: &json)
                    json.member("times") { type.times.write(to: &$0) }
                    type.writeSlowest(names, to: &json)
                }
            }
        }
    }
}

/// What tasks and regions are called.
struct AnnotationWords {
    let verb: String
    let noun: String
    /// Title of the column with the names of types.
    let title: String
    /// The name of a type in JSON.
    let nameMember: String

    static let tasks = AnnotationWords(verb: "tasks", noun: "task", title: "TYPE", nameMember: "type")
    static let regions = AnnotationWords(verb: "regions", noun: "region", title: "REGION", nameMember: "name")
}

/// Tasks of one type, or regions of one name.
protocol AnnotationType {
    associatedtype Instance
    var name: StringID { get }
    var durations: DurationDistribution { get }
    var times: StateTimes { get }
    var begunBefore: Int { get }
    var neverEnded: Int { get }
    var slowest: SlowestList<Instance> { get }
    func row(_ names: TraceNames) -> AnnotationsText.Row
    /// Members that the other kind has not.
    func writeMembers(to json: inout JSONWriter)
    func write(_ instance: Instance, _ names: TraceNames, to json: inout JSONWriter)
}

extension AnnotationType {
    func writeSlowest(_ names: TraceNames, to json: inout JSONWriter) {
        json.member("slowest", array: slowest.elements) { json, one in
            json.object { write(one.element, names, to: &$0) }
        }
    }
}
