import Evidence
import GoBinary
import Wire

/// Where the runtime's variables lie in a target and how they are laid out, found once.
struct RuntimeStateSources {
    /// Nil when neither the table nor the binary knows the version's structures.
    let layout: RuntimeStateLayout?
    /// Runtime addresses.
    private(set) var addresses: [RuntimeVariable: UInt64] = [:]

    init(_ reader: LiveSnapshotReader) {
        layout = Self.layout(reader)
        for variable in RuntimeVariable.allCases {
            addresses[variable] = Self.named(variable, reader)?.moved(by: reader.slide).rawValue
        }
        // With symbols nothing is missing but what the version does not have.
        guard let layout, addresses[.gcController] == nil || addresses[.memstats] == nil else { return }
        let search = RuntimeVariableSearch(layout, functions: reader.functions, module: reader.module)
        for (variable, address) in search.find() where addresses[variable] == nil {
            addresses[variable] = address.moved(by: reader.slide).rawValue
        }
    }

    private static func layout(_ reader: LiveSnapshotReader) -> RuntimeStateLayout? {
        switch reader.layoutOrigin {
        case .table(let minor):
            let architecture: HeapArchitecture = reader.executable.architecture == .arm64 ? .arm64 : .amd64
            return RuntimeStateLayout.known(minorVersion: minor, architecture: architecture)
        case .debugInformation:
            return reader.layoutIndex().flatMap { RuntimeStateLayout($0) }
        case .search: return nil
        }
    }

    /// By the symbol table.
    private static func named(_ variable: RuntimeVariable, _ reader: LiveSnapshotReader) -> StaticAddress? {
        func symbol(_ name: String) -> StaticAddress? { reader.executable.symbol(named: "runtime." + name)?.address }
        switch variable {
        case .sched: return reader.globals.sched
        case .allp: return reader.globals.allp
        case .allm: return reader.globals.allm
        case .ncpu: return symbol("ncpu") ?? symbol("numCPUStartup")
        case .asyncpreemptoff:
            guard let debug = symbol("debug"), let minor = knownMinorVersion(reader),
                let offset = RuntimeStateLayout.known(minorVersion: minor)?["debug.asyncpreemptoff"]
            else { return nil }
            return StaticAddress(debug.rawValue &+ UInt64(offset))
        default: return symbol(variable.rawValue)
        }
    }

    /// The type of `debug` has no name by which debugging information would find it.
    private static func knownMinorVersion(_ reader: LiveSnapshotReader) -> Int? {
        guard case .table(let minor) = reader.layoutOrigin else { return nil }
        return minor
    }
}
