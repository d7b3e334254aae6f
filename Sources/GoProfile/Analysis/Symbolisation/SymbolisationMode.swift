import Evidence

/// Where names of functions come from: `-symbolize` of pprof.
///
/// Source: internal/symbolizer/symbolizer.go of google/pprof.
public struct SymbolisationMode: Sendable, Equatable {
    /// From executables on this machine.
    public var isLocal = true
    /// From the servers that profiles were fetched from.
    public var isRemote = true
    /// Also where the profile has names.
    public var isForced = false

    /// Words with colons between; the empty text stands for pprof's choice.
    /// - Parameter remark: receives what the user should know.
    public init(_ text: String, remark: (String) -> Void) {
        for word in text.lowercased().split(separator: ":") {
            switch word {
            case "none", "no":
                self = .none
                return
            case "local", "fastlocal": (isLocal, isRemote) = (true, false)
            case "remote": (isLocal, isRemote) = (false, true)
            case "force": isForced = true
            case "demangle=none", "demangle=default": break
            case "demangle=full", "demangle=templates":
                remark("-symbolize=\(word): sonde leaves the names of C++ as the linker has them")
            default:
                remark("ignoring unrecognized symbolization option: \(text)")
                remark("expecting -symbolize=[local|fastlocal|remote|none][:force]")
            }
        }
    }

    private init(isLocal: Bool, isRemote: Bool) {
        self.isLocal = isLocal
        self.isRemote = isRemote
    }

    public static let none = SymbolisationMode(isLocal: false, isRemote: false)
}

extension ProfileMapping {
    /// Something that no file of a program stands behind: the kernel's page, memory of a driver.
    public static func isWithoutProgram(_ file: String) -> Bool {
        let name = PathText.base(file)
        return file.isEmpty || name.hasPrefix("[") || name.hasPrefix("linux-vdso") || file == "//anon"
            || file.hasPrefix("/dev/dri/") || file.hasPrefix("/memfd:")
    }
}

extension Profile {
    /// Mappings that have locations and want names, by index.
    public func mappingsToSymbolise(isForced: Bool) -> [Int] {
        let counts = locationCounts { _ in true }
        return mappings.indices.filter { counts[$0] > 0 && (isForced || !mappings[$0].isSymbolised) }
    }

    /// Mappings that have names but not for all locations with an address, by index: texts of the Go runtime leave
    /// frames out.
    public func mappingsWithGaps() -> [Int] {
        let counts = locationCounts { locations.addresses[$0] != 0 && locations.lines($0).isEmpty }
        return mappings.indices.filter { counts[$0] > 0 && mappings[$0].isSymbolised }
    }

    private func locationCounts(where isCounted: (Int) -> Bool) -> [Int] {
        var counts = [Int](repeating: 0, count: mappings.count)
        for (location, mapping) in locations.mappings.enumerated()
        where Int(mapping) < mappings.count && isCounted(location) {
            counts[Int(mapping)] += 1
        }
        return counts
    }
}

extension ProfileMapping {
    var isSymbolised: Bool { hasFunctions || hasFileNames || hasLineNumbers }
}
