import Evidence
import Wire

/// Types, variables and constants of a program, by name, from its DWARF (version 2 to 5, little-endian).
///
/// Only the units that a lookup needs are read: those of package runtime first, in which Go's linker puts all types of
/// all packages and the runtime's own variables, and the others one after another only for names that are not there.
/// Not for use by two threads at once.
public final class DWARFTypes {
    /// How far a lookup goes for a name that the units of package runtime do not have.
    public enum Scope: Sendable {
        case runtimeUnits
        case allUnits
    }

    /// What could not be read so far.
    public private(set) var quality = Quality()

    let reader: DWARFEntryReader
    let directory: DWARFUnitDirectory
    private var index = DWARFNameIndex()
    /// Positions of units in the order in which they are added to the index, and how many were.
    private let order: [Int]
    private var added = 0
    var sizes: [Int: Int] = [:]

    /// - Parameter file: what to call the program in errors.
    /// - Throws: `notFound` when the program has no debugging information.
    public init(_ source: any DWARFSectionSource, file: String? = nil) throws {
        let sections = try DWARFSections(source, file: file)
        reader = DWARFEntryReader(sections, file: file)
        directory = DWARFUnitDirectory(reader, file: file, quality: &quality)
        let runtime = Set(directory.runtimeUnits)
        // Of the runtime's units the last ones tend to hold more.
        order = directory.runtimeUnits.reversed() + directory.units.indices.filter { !runtime.contains($0) }
    }

    /// Bytes of `.debug_info` that lookups have walked over so far, and the size of the section.
    public var effort: (bytesWalked: Int, sectionBytes: Int, entriesWalked: Int) {
        (index.bytesWalked, reader.sections.information.count, index.entriesWalked)
    }

    /// The structure of a name, typedefs followed; nil when there is none.
    public func structure(named name: String, scope: Scope = .allUnits) -> StructureLayout? {
        find(name, scope) { unit, entry in
            if DWARFTag.isStructure(entry.tag) { return self.layout(of: entry, in: unit, named: name) }
            guard DWARFTag.isAlias(entry.tag), let (target, targetUnit) = self.underlying(entry, in: unit),
                DWARFTag.isStructure(target.tag)
            else { return nil }
            return self.layout(of: target, in: targetUnit, named: name)
        }
    }

    /// The package-level variable of a name; nil when there is none, or it has no fixed address.
    public func variable(named name: String, scope: Scope = .allUnits) -> StaticVariable? {
        find(name, scope) { unit, entry in
            guard entry.tag == DWARFTag.variable, let address = self.reader.address(entry.location, in: unit)
            else { return nil }
            let type = self.type(entry.type)
            return StaticVariable(
                name: name, address: StaticAddress(address), size: type?.size ?? 0, typeName: type?.name ?? "")
        }
    }

    /// The value of an integer constant; nil when there is none of the name.
    public func constant(named name: String, scope: Scope = .allUnits) -> Int64? {
        find(name, scope) { _, entry in
            guard entry.tag == DWARFTag.constant else { return nil }
            switch entry.constant {
            case .signed(let value): return value
            case .unsigned(let value): return Int64(truncatingIfNeeded: value)
            default: return nil
            }
        }
    }

    /// The first entry of a name that `accept` makes something of.
    private func find<T>(_ name: String, _ scope: Scope, _ accept: (DWARFUnit, DWARFEntry) -> T?) -> T? {
        let wanted = Bytes(name)
        var tried = 0
        while true {
            let candidates = index.candidates(wanted, behind: tried)
            tried = index.count
            for place in candidates {
                let unit = directory.units[Int(place.unit)]
                guard let entry = (try? reader.entry(at: place.offset, in: unit)) ?? nil,
                    let text = reader.text(entry.name, in: unit), text.count == wanted.count,
                    text.starts(with: wanted.array)
                else { continue }
                if let result = accept(unit, entry) { return result }
            }
            guard addNextUnit(scope) else { return nil }
        }
    }

    private func addNextUnit(_ scope: Scope) -> Bool {
        let limit = scope == .runtimeUnits ? directory.runtimeUnits.count : order.count
        guard added < limit else { return false }
        let number = order[added]
        added += 1
        do {
            try index.add(directory.units[number], number: number, reader)
        } catch {
            quality.count(
                "dwarf.units.partial", 1, .dataLoss,
                "units of the debugging information are damaged; types and variables behind the damage are unknown")
        }
        return true
    }
}
