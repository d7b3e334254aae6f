import Evidence
import Wire

/// The package-level variables, or fields of them, that a function's machine code names.
public struct VariableUses: Sendable {
    /// All places, in the order of the code, each once.
    public private(set) var places: [StaticAddress] = []
    /// Places of which more is done than to compute their address, and that are no single bytes.
    public private(set) var values: Set<StaticAddress> = []
    /// Places from which 8 bytes or more are read.
    public private(set) var words: Set<StaticAddress> = []
    /// Places that may be changed: by a store, or an instruction that reads and writes.
    public private(set) var changed: Set<StaticAddress> = []
    private var all: Set<StaticAddress> = []

    init(_ references: [CodeReference]) {
        for reference in references {
            add(reference.target, reference.use)
            // A pair of registers, or a wide one, is two words.
            if case .load(bytes: 16) = reference.use { add(Self.second(reference), .load(bytes: 8)) }
            if case .store(bytes: 16) = reference.use { add(Self.second(reference), .store(bytes: 8)) }
        }
    }

    private static func second(_ reference: CodeReference) -> StaticAddress {
        StaticAddress(reference.target.rawValue &+ 8)
    }

    private mutating func add(_ place: StaticAddress, _ use: CodeReference.Use) {
        if all.insert(place).inserted { places.append(place) }
        switch use {
        case .address: return
        case .load(let bytes):
            if bytes >= 8 { words.insert(place) }
            if bytes > 1 { values.insert(place) }
        case .store(let bytes):
            changed.insert(place)
            if bytes > 1 { values.insert(place) }
        case .atomicStore, .other:
            changed.insert(place)
            values.insert(place)
        }
    }

    public func contains(_ place: StaticAddress) -> Bool { all.contains(place) }
}

extension FunctionTable {
    /// What a function's machine code names of the module's variables; nil when there is no function of that name.
    /// Chance matches are possible: what is concluded from a place has to be proved otherwise.
    public func variableUses(ofFunction name: String, in module: ModuleData) -> VariableUses? {
        function(named: name).map { function in
            VariableUses(references(function).filter { module.holdsVariable($0.target) })
        }
    }
}
