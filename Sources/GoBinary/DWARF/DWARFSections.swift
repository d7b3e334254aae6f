import Wire

/// Where the contents of named sections come from: an ELF, PE or Mach-O file, or a test's dictionary.
public protocol DWARFSectionSource {
    /// Contents of the section, already decompressed; nil when the file has none of that name.
    func section(named name: String) -> Bytes?
}

/// A source of sections made from a function.
public struct DWARFSectionFunction: DWARFSectionSource {
    private let function: (String) -> Bytes?

    public init(_ function: @escaping (String) -> Bytes?) { self.function = function }

    public func section(named name: String) -> Bytes? { function(name) }
}

/// The debugging sections that types and variables need. The optional ones are asked for when first used, because
/// most are compressed and Go's binaries use only the first two.
final class DWARFSections {
    let information: Bytes
    let abbreviations: Bytes
    private let source: any DWARFSectionSource

    /// - Throws: `notFound` when the program has no debugging information.
    init(_ source: any DWARFSectionSource, file: String?) throws {
        guard let information = source.section(named: ".debug_info"), !information.isEmpty,
            let abbreviations = source.section(named: ".debug_abbrev"), !abbreviations.isEmpty
        else {
            throw InputError(
                .notFound, "has no DWARF debugging information; it was built with -w or stripped", file: file)
        }
        self.information = information
        self.abbreviations = abbreviations
        self.source = source
    }

    private(set) lazy var strings: Bytes = section(".debug_str")
    private(set) lazy var lineStrings: Bytes = section(".debug_line_str")
    private(set) lazy var stringOffsets: Bytes = section(".debug_str_offsets")
    private(set) lazy var addresses: Bytes = section(".debug_addr")

    private func section(_ name: String) -> Bytes { source.section(named: name) ?? Bytes() }
}
