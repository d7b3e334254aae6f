import Evidence
import GoBinary
import Wire

/// A function of a program with the nodes of a profile that lie in it.
public struct ProfiledFunction: Sendable {
    public var function: CodeFunction
    /// Index into `ProfiledCode.programs`.
    public var program: Int
    /// Ascending by address.
    public var samples: [ProfiledAddress]
    public var flat: Int64
    public var cumulative: Int64
}

/// A node of a graph whose nodes are addresses, at its place in the file.
public struct ProfiledAddress: Sendable {
    public var address: StaticAddress
    public var node: Int
}

/// The machine code behind a profile: which functions of which programs its addresses lie in.
///
/// Source of the rules: `PrintAssembly` in internal/report/report.go of google/pprof.
public struct ProfiledCode {
    /// Opens the program of a mapping; throws with the reason why there is none.
    public typealias Open = (ProfileMapping) throws -> Executable

    public let graph: ProfileGraph
    public private(set) var programs: [Executable] = []
    /// Functions with samples, in no particular order.
    public private(set) var functions: [ProfiledFunction] = []
    /// Mappings with samples that have no program, and the reason; in the order of the profile.
    public private(set) var failures: [(file: String, reason: String)] = []
    /// Programs that other names stand in than the profile has, at most of its addresses.
    public private(set) var misfits: [(path: String, wrong: Int, of: Int)] = []

    /// - Parameter report: of addresses, without inlined calls.
    public init(_ report: PprofReport, open: Open) {
        graph = ProfileGraph(report)
        let profile = report.profile
        var nodes: [StringID: [Int]] = [:]
        for node in graph.nodes where graph.infos[node].address != 0 {
            nodes[graph.infos[node].objectFile, default: []].append(node)
        }
        for mapping in profile.mappings {
            let file = graph.strings.find(profile.text(mapping.file)) ?? .empty
            guard let own = nodes[file]?.filter({ Self.isPart(graph.infos[$0].address, mapping) }), !own.isEmpty,
                !ProfileMapping.isWithoutProgram(profile.text(mapping.file)) || mapping.file == .empty
            else { continue }
            do { add(own, mapping, try open(mapping)) } catch {
                failures.append((profile.text(mapping.file), (error as? InputError)?.message ?? "\(error)"))
            }
        }
    }

    private static func isPart(_ address: UInt64, _ mapping: ProfileMapping) -> Bool {
        mapping.limit <= mapping.start || mapping.start <= address && address < mapping.limit
    }

    private mutating func add(_ nodes: [Int], _ mapping: ProfileMapping, _ executable: Executable) {
        let translation = AddressTranslation(mapping, executable)
        let samples = nodes.compactMap { node in
            translation.staticAddress(graph.infos[node].address).map { ProfiledAddress(address: $0, node: node) }
        }.sorted { ($0.address, $0.node) < ($1.address, $1.node) }
        compareNames(samples, executable)
        let number = programs.count
        programs.append(executable)
        var first = 0
        // Ascending; functions of one extent have several names.
        for function in executable.codeFunctions(holding: samples.map(\.address)) {
            while first < samples.count, samples[first].address < function.start { first += 1 }
            let own = Array(samples[first...].prefix { $0.address < function.end })
            functions.append(
                ProfiledFunction(
                    function: function, program: number, samples: own,
                    flat: own.reduce(0) { $0 &+ graph.flat[$1.node] },
                    cumulative: own.reduce(0) { $0 &+ graph.cumulative[$1.node] }))
        }
    }

    /// A program of another build has other functions at the profile's addresses.
    private mutating func compareNames(_ samples: [ProfiledAddress], _ executable: Executable) {
        guard let table = try? executable.functionTable() else { return }
        var count = 0
        var wrong = 0
        for sample in samples where graph.infos[sample.node].name != .empty {
            guard let function = table.function(containing: sample.address) else { continue }
            count += 1
            if graph.strings.bytes(graph.infos[sample.node].name) != Array(table.name(function).utf8)[...] {
                wrong += 1
            }
        }
        if wrong * 2 > count { misfits.append((executable.path, wrong, count)) }
    }

    /// Functions whose name matches, by name and address; for an expression that is an address, those that hold it.
    public func functions(matching expression: RegularExpression) -> [ProfiledFunction] {
        let address = Self.address(expression.pattern).map { StaticAddress($0) }
        let matching = functions.filter { profiled in
            let function = profiled.function
            if let address {
                // As it stands in the file, or as the process had it.
                return function.contains(address)
                    || profiled.samples.contains { graph.infos[$0.node].address == address.rawValue }
            }
            return expression.matches(Array(function.name.utf8))
                || !function.tableName.isEmpty && expression.matches(Array(function.tableName.utf8))
        }
        return matching.sorted { a, b in
            a.function.name == b.function.name
                ? a.function.start < b.function.start
                : a.function.name.utf8.lexicographicallyPrecedes(b.function.name.utf8)
        }
    }

    /// As Go's `strconv.ParseUint` with base 0 reads it, but for names that are numbers in other bases.
    private static func address(_ text: String) -> UInt64? {
        let lower = text.lowercased()
        return lower.hasPrefix("0x") ? UInt64(lower.dropFirst(2), radix: 16) : UInt64(lower)
    }
}
