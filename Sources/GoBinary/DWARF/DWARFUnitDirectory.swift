import Evidence
import Wire

/// All units of `.debug_info`, found by hopping from header to header; of each only the first entry is read.
struct DWARFUnitDirectory {
    /// Ascending by offset.
    private(set) var units: [DWARFUnit] = []
    /// Positions in `units` of those named `runtime`, the package's name. Go puts variables and constants of a package
    /// into its unit, and the types of all packages into the last unit of package runtime (`runtimeCU` in
    /// cmd/link/internal/ld/dwarf.go).
    private(set) var runtimeUnits: [Int] = []

    init(_ reader: DWARFEntryReader, file: String?, quality: inout Quality) {
        let information = reader.sections.information
        var cursor = ByteCursor(information, file: file ?? ".debug_info")
        let runtime = Array("runtime".utf8)
        var damaged = 0
        while !cursor.isAtEnd {
            let start = cursor.offset
            do {
                var unit = try DWARFUnit(&cursor, sectionCount: information.count)
                guard unit.isCompileUnit else { continue }
                guard unit.entries < unit.end, let root = try reader.entry(at: unit.entries, in: unit) else { continue }
                if let base = root.stringOffsetsBase.count { unit.stringOffsetsBase = base }
                if let base = root.addressBase.count { unit.addressBase = base }
                if let name = reader.text(root.name, in: unit), name.count == runtime.count, name.starts(with: runtime)
                {
                    runtimeUnits.append(units.count)
                }
                units.append(unit)
            } catch {
                damaged += 1
                // A damaged length leaves no way to find the next unit.
                if cursor.offset == start { break }
            }
        }
        quality.count(
            "dwarf.units.damaged", damaged, .dataLoss,
            "units of the debugging information could not be read; their types and variables are unknown")
    }

    /// The unit that an entry at an offset of `.debug_info` belongs to.
    func unit(containing offset: Int) -> DWARFUnit? {
        var low = 0
        var high = units.count
        while low < high {
            let middle = (low + high) / 2
            if units[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        guard low < units.count, units[low].entries <= offset else { return nil }
        return units[low]
    }
}
