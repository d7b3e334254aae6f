import Evidence

/// The instructions that stacks consist of.
public struct ProfileLocations: Sendable {
    /// Ids as the file has them; only texts and files use them.
    public var ids: [UInt64] = []
    /// Index of the mapping, or `none`.
    public var mappings: [UInt32] = []
    /// Runtime address; 0 when unknown.
    public var addresses: [UInt64] = []
    /// Several addresses of other functions were folded into this one by the linker.
    public var isFolded: [Bool] = []
    /// The source lines of location `i` are `lineStarts[i] ..< lineEnds[i]`, the innermost inlined function first.
    public var lineStarts: [UInt32] = []
    public var lineEnds: [UInt32] = []
    public var lines: [ProfileLine] = []

    /// Stands for the lack of a mapping or function.
    public static let none = UInt32.max

    public init() {}

    public var count: Int { ids.count }

    public func lines(_ location: Int) -> ArraySlice<ProfileLine> {
        lines[Int(lineStarts[location])..<Int(lineEnds[location])]
    }

    public mutating func append(
        id: UInt64, mapping: UInt32, address: UInt64, isFolded: Bool = false, lines: some Sequence<ProfileLine>
    ) {
        ids.append(id)
        mappings.append(mapping)
        addresses.append(address)
        self.isFolded.append(isFolded)
        lineStarts.append(UInt32(self.lines.count))
        self.lines.append(contentsOf: lines)
        lineEnds.append(UInt32(self.lines.count))
    }

    /// Replaces the lines of a location.
    public mutating func setLines(_ location: Int, _ new: [ProfileLine]) {
        if new.count <= Int(lineEnds[location] - lineStarts[location]) {
            for (offset, line) in new.enumerated() { lines[Int(lineStarts[location]) + offset] = line }
            lineEnds[location] = lineStarts[location] + UInt32(new.count)
        } else {
            lineStarts[location] = UInt32(lines.count)
            lines.append(contentsOf: new)
            lineEnds[location] = UInt32(lines.count)
        }
    }
}

/// One function at a location, inlined into the next one but for the last.
public struct ProfileLine: Hashable, Sendable {
    /// Index of the function, or `ProfileLocations.none`.
    public var function: UInt32
    public var line: Int64
    public var column: Int64

    public init(function: UInt32, line: Int64 = 0, column: Int64 = 0) {
        self.function = function
        self.line = line
        self.column = column
    }
}

/// The functions that lines lie in.
public struct ProfileFunctions: Sendable {
    public var ids: [UInt64] = []
    /// Names for people.
    public var names: [StringID] = []
    /// Names of the linker, which may be mangled.
    public var systemNames: [StringID] = []
    public var files: [StringID] = []
    public var startLines: [Int64] = []

    public init() {}

    public var count: Int { ids.count }

    public mutating func append(
        id: UInt64, name: StringID, systemName: StringID, file: StringID, startLine: Int64 = 0
    ) {
        ids.append(id)
        names.append(name)
        systemNames.append(systemName)
        files.append(file)
        startLines.append(startLine)
    }
}

/// A file that was mapped into the profiled process.
public struct ProfileMapping: Hashable, Sendable {
    public var id: UInt64 = 0
    /// Runtime addresses of the first byte and of the one behind the last.
    public var start: UInt64 = 0
    public var limit: UInt64 = 0
    /// Offset of the first byte in the file.
    public var fileOffset: UInt64 = 0
    public var file = StringID.empty
    public var buildID = StringID.empty
    /// How far the locations of this mapping are symbolised.
    public var hasFunctions = false
    public var hasFileNames = false
    public var hasLineNumbers = false
    public var hasInlineFrames = false

    public init() {}
}
