import Evidence
import Wire

extension FunctionTable {
    /// Numbers of the tables that the compiler attaches to a function (internal/abi/symtab.go).
    private enum Attached {
        static let inlineTreeIndex: UInt32 = 2
        static let inlineTree: UInt8 = 3
    }

    // MARK: - Facts about a function

    /// The number by which the runtime treats some of its functions specially; it moves between Go versions.
    func identifier(_ function: FunctionIndex) -> UInt8? {
        recordOffset(function).flatMap { byte($0, header.layout.functionIDOffset) }
    }

    private func flags(_ function: FunctionIndex) -> UInt8 {
        recordOffset(function).flatMap { byte($0, header.layout.functionIDOffset + 1) } ?? 0
    }

    /// Stands at the outer end of its stack, such as `runtime.goexit`.
    public func isTopFrame(_ function: FunctionIndex) -> Bool { flags(function) & 1 != 0 }

    /// Sets the stack pointer in ways that the table of frame sizes cannot tell.
    public func writesStackPointer(_ function: FunctionIndex) -> Bool { flags(function) & 2 != 0 }

    /// Written in assembly.
    public func isAssembly(_ function: FunctionIndex) -> Bool { flags(function) & 4 != 0 }

    /// Line of the `func` keyword; 0 before Go 1.20.
    public func startLine(_ function: FunctionIndex) -> Int32 {
        guard let offset = header.layout.startLineOffset, let record = recordOffset(function),
            let line = field(record, offset)
        else { return 0 }
        return Int32(bitPattern: line)
    }

    /// Distance from the stack pointer to the return address (amd64), or the size of the frame (others), in bytes, as
    /// the runtime's `funcspdelta` has it; nil when the table does not cover the address.
    public func frameSize(_ function: FunctionIndex, at counter: StaticAddress) -> Int32? {
        guard let record = recordOffset(function), let table = field(record, 12),
            let offset = counterOffset(function, counter)
        else { return nil }
        return counters.value(table: table, at: offset)
    }

    /// Largest frame that the function ever has, in bytes.
    public func maximumFrameSize(_ function: FunctionIndex) -> Int32 {
        var most: Int32 = 0
        guard let record = recordOffset(function), let table = field(record, 12) else { return most }
        counters.forEach(table: table) { _, value in
            most = max(most, value)
            return true
        }
        return most
    }

    private func counterOffset(_ function: FunctionIndex, _ counter: StaticAddress) -> UInt32? {
        UInt32(exactly: counter.rawValue &- entry(function).rawValue)
    }

    // MARK: - Source positions

    /// File and line of an instruction; `?` and 0 when not recorded. For inlined code those of the innermost call.
    public func position(_ function: FunctionIndex, at counter: StaticAddress) -> (file: String, line: Int32) {
        guard let record = recordOffset(function), let offset = counterOffset(function, counter) else {
            return ("?", 0)
        }
        let (file, line) = position(record: record, offset: offset)
        return (self.file(file), line)
    }

    func position(record: Int, offset: UInt32) -> (FileIndex, Int32) {
        guard let fileTable = field(record, 16), let lineTable = field(record, 20),
            let number = counters.value(table: fileTable, at: offset), number >= 0,
            let line = counters.value(table: lineTable, at: offset), line >= 0
        else { return (.unknown, 0) }
        guard let unit = field(record, 28),
            let name = units.load(4 &* (Int(unit) &+ Int(number)), as: UInt32.self), name != .max
        else { return (.unknown, line) }
        return (FileIndex(rawValue: name), line)
    }

    // MARK: - Inlined calls

    /// Logical frames at an address, innermost first; at least one. For a return address pass address − 1.
    ///
    /// The rules are those of runtime/symtabinl.go: the inline index at the address names the innermost call, and its
    /// parent's position is an address in the same function, where the index is looked up again.
    public func logicalFrames(_ function: FunctionIndex, at counter: StaticAddress) -> [LogicalFrame] {
        var frames: [LogicalFrame] = []
        forEachLogicalFrame(function, at: counter) { frames.append($0) }
        return frames
    }

    /// Logical frames at an address, innermost first, without an array.
    public func forEachLogicalFrame(
        _ function: FunctionIndex, at counter: StaticAddress, _ body: (LogicalFrame) -> Void
    ) {
        guard let record = recordOffset(function), var offset = counterOffset(function, counter) else { return }
        let wrapper = wrapperIdentifier
        let tree = inlineTree(record)
        let indexTable = tree == nil ? nil : inlineIndexTable(record)
        let layout = header.layout
        // A damaged tree may have cycles; real ones are as deep as the nesting of inlined calls.
        var depth = 0
        while let tree, let indexTable, depth < 1000, let number = counters.value(table: indexTable, at: offset),
            number >= 0, let call = inlinedCall(tree, number)
        {
            let (file, line) = position(record: record, offset: offset)
            body(
                LogicalFrame(
                    table: self, nameIndex: NameIndex(rawValue: tree.int(call + layout.inlinedCallName)),
                    fileIndex: file, line: line,
                    startLine: layout.inlinedCallStartLine.map { tree.int(call + $0) } ?? 0, isInlined: true,
                    isWrapper: wrapper != nil && tree.byte(call + identifierOffset) == wrapper))
            offset = UInt32(bitPattern: tree.int(call + layout.inlinedCallParentCounter))
            depth += 1
        }
        let (file, line) = position(record: record, offset: offset)
        body(
            LogicalFrame(
                table: self, nameIndex: nameIndex(function), fileIndex: file, line: line,
                startLine: startLine(function), isInlined: false,
                isWrapper: wrapper != nil && identifier(function) == wrapper))
    }

    /// The innermost frame alone, at a position that is known already; empty when there is none.
    /// - Parameter number: of the inlined call in the function's inline tree.
    func innermostFrame(_ function: FunctionIndex, number: Int32, line: Int32, file: Int32) -> [LogicalFrame] {
        guard let record = recordOffset(function), let tree = inlineTree(record),
            let call = inlinedCall(tree, number)
        else { return [] }
        let index = fileIndex(function, number: file)
        let isKnown = line >= 0 && index != .unknown
        return [
            LogicalFrame(
                table: self, nameIndex: NameIndex(rawValue: tree.int(call + header.layout.inlinedCallName)),
                fileIndex: index, line: isKnown ? line : 0,
                startLine: header.layout.inlinedCallStartLine.map { tree.int(call + $0) } ?? 0, isInlined: true,
                isWrapper: wrapperIdentifier != nil && tree.byte(call + identifierOffset) == wrapperIdentifier)
        ]
    }

    /// A file by its number in the tables of one function.
    func fileIndex(_ function: FunctionIndex, number: Int32) -> FileIndex {
        guard number >= 0, let record = recordOffset(function), let unit = field(record, 28),
            let name = units.load(4 &* (Int(unit) &+ Int(number)), as: UInt32.self), name != .max
        else { return .unknown }
        return FileIndex(rawValue: name)
    }

    /// Every function that the compiler inlined anywhere into a function, without repetition, by name.
    public func inlinedFunctionNames(_ function: FunctionIndex) -> [String] {
        Set(inlinedCalls(function).map(\.name)).map { name($0) }.sorted()
    }

    /// The calls that were inlined into a function, those within inlined code too, in the order of the inline tree: the
    /// name of what is called, and an address in the function at which the call's own position stands.
    public func inlinedCalls(_ function: FunctionIndex) -> [(name: NameIndex, address: StaticAddress)] {
        guard let record = recordOffset(function), let tree = inlineTree(record),
            let table = inlineIndexTable(record)
        else { return [] }
        // The tree has no length: its largest index in use, and the parents of those, bound it.
        var last: Int32 = -1
        counters.forEach(table: table) { _, number in
            last = max(last, number)
            return true
        }
        guard last >= 0, last < 1 << 20 else { return [] }
        let start = entry(function).rawValue
        var found: [(name: NameIndex, address: StaticAddress)] = []
        for number in 0...last {
            guard let call = inlinedCall(tree, number) else { break }
            let offset = UInt32(bitPattern: tree.int(call + header.layout.inlinedCallParentCounter))
            found.append(
                (
                    NameIndex(rawValue: tree.int(call + header.layout.inlinedCallName)),
                    StaticAddress(start &+ UInt64(offset))
                ))
        }
        return found
    }

    private struct InlineTree {
        var bytes: OrderedBytes
        var start: Int

        func byte(_ offset: Int) -> UInt8? { bytes.load(offset, as: UInt8.self) }

        func int(_ offset: Int) -> Int32 { bytes.load(offset, as: Int32.self) ?? 0 }
    }

    /// Before Go 1.20 a 16-bit index of the parent stood in front of the identifier.
    private var identifierOffset: Int { header.layout.inlinedCallSize == 16 ? 0 : 2 }

    private func inlinedCall(_ tree: InlineTree, _ number: Int32) -> Int? {
        let at = tree.start &+ Int(number) &* header.layout.inlinedCallSize
        return tree.bytes.bytes.slice(at, header.layout.inlinedCallSize) == nil ? nil : at
    }

    /// Offset of the first of a record's attached tables.
    var attachedOffset: Int { header.layout.functionIDOffset + 4 }

    func inlineIndexTable(_ record: Int) -> UInt32? {
        guard let count = field(record, 24), count > Attached.inlineTreeIndex else { return nil }
        return field(record, attachedOffset + 4 * Int(Attached.inlineTreeIndex))
    }

    private func inlineTree(_ record: Int) -> InlineTree? {
        guard let counterTables = field(record, 24), counterTables < 1 << 16,
            let dataTables = byte(record, header.layout.functionIDOffset + 3), dataTables > Attached.inlineTree
        else { return nil }
        let tables = attachedOffset + 4 * Int(counterTables)
        if header.layout.hasTextOffsets {
            guard let offset = field(record, tables + 4 * Int(Attached.inlineTree)), offset != .max,
                let functionData
            else { return nil }
            return InlineTree(bytes: functionData, start: Int(offset))
        }
        // Go 1.16 and 1.17 hold aligned pointers.
        let size = header.pointerSize
        let unaligned = record + entryFieldSize + tables
        let aligned = (unaligned + size - 1) / size * size
        let place = aligned + size * Int(Attached.inlineTree)
        let start = StaticAddress(header.address.rawValue &+ UInt64(header.functionOffset) &+ UInt64(place))
        guard let address = executable.pointer(at: start), address.rawValue != 0,
            let tail = executable.contents.tail(at: address)
        else { return nil }
        return InlineTree(bytes: OrderedBytes(tail, isBigEndian: header.isBigEndian), start: 0)
    }
}
