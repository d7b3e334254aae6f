import Evidence

/// File format of an executable.
public enum ExecutableFormat: String, Sendable, CaseIterable {
    case elf, pe, machO
}

/// Instruction set of an executable; those that sonde decodes machine code of have a case of their own.
public enum ExecutableArchitecture: Hashable, Sendable, CustomStringConvertible {
    case amd64, arm64
    /// GOARCH, or the machine number of the header when Go has no name for it.
    case other(String)

    public var description: String {
        switch self {
        case .amd64: "amd64"
        case .arm64: "arm64"
        case .other(let name): name
        }
    }
}

/// A named part of an executable file.
public struct ExecutableSection: Sendable {
    public var name: String
    /// 0 for a section that is not loaded.
    public var address: StaticAddress
    /// Bytes in memory; as in the file for a section that is not loaded.
    public var size: UInt64
    public var fileOffset: UInt64
    /// Bytes in the file, before decompression; 0 for `.bss`.
    public var fileSize: UInt64
    public var isLoaded: Bool
    public var isExecutable: Bool
    public var isWritable: Bool
    /// Compressed by zlib, with a header of ELF's own (SHF_COMPRESSED) or the older `ZLIB`.
    public var isCompressed: Bool
    /// ELF's `sh_type`; 0 in other formats.
    var type: UInt32 = 0
    /// ELF's `sh_link`: the section that this one refers to.
    var link: UInt32 = 0
}

/// A run of addresses that the loader maps.
public struct ExecutableSegment: Sendable {
    public var address: StaticAddress
    public var fileOffset: UInt64
    public var fileSize: UInt64
    public var memorySize: UInt64
    public var isReadable: Bool
    public var isWritable: Bool
    public var isExecutable: Bool

    /// True when the address lies in the segment's memory.
    public func contains(_ at: StaticAddress) -> Bool {
        at.rawValue >= address.rawValue && at.rawValue &- address.rawValue < memorySize
    }
}

/// Everything that a reader of one file format finds out from the headers.
struct ExecutableLayout: Sendable {
    var format: ExecutableFormat
    var architecture: ExecutableArchitecture
    var isBigEndian = false
    /// Bytes in an address: 4 or 8.
    var pointerSize = 8
    var isPositionIndependent = false
    /// Address that the file is linked for: PE's image base, Mach-O's `__TEXT`, ELF's lowest segment.
    var preferredBase: UInt64 = 0
    var sections: [ExecutableSection] = []
    var segments: [ExecutableSegment] = []
    /// ELF program headers of the kinds that are not loaded and are looked at later: notes and the dynamic section.
    var notes: [ExecutableSegment] = []
    var dynamic: ExecutableSegment?
    /// GNU or Mach-O identifier found in the headers, in hexadecimal.
    var headerBuildID: String?
    /// Position of the symbol and string tables in formats whose headers name them directly (PE, Mach-O).
    var symbols: SymbolTableLocation?
    /// Pointers in a Mach-O file carry the loader's chain in their upper bits.
    var hasChainedPointers = false
}

/// Where a PE or Mach-O file keeps its symbols.
struct SymbolTableLocation: Sendable {
    var offset: UInt64
    var count: UInt64
    var stringsOffset: UInt64
    var stringsSize: UInt64
}
