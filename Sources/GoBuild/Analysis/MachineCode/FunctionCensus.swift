import Evidence
import GoBinary
import Wire

extension ProgramFunctions {
    /// What each function of an executable consists of, in one pass over its code.
    /// - Parameter decoding: false for sizes, frames and inlined bodies alone, which need no decoder.
    /// - Throws: `notFound` for a file that has no function table of Go, `unsupported` as `CodeScanner.init`.
    public init(_ executable: Executable, decoding: Bool = true) throws {
        let table = try executable.functionTable()
        self.init(executable, table)
        var census = try FunctionCensus(executable, table, decoding: decoding)
        functions = census.count()
        targets = census.targets()
        isDecoded = decoding
    }
}

/// The pass over the code.
private struct FunctionCensus {
    let table: FunctionTable
    let extents: FunctionExtents
    let scanner: CodeScanner?
    /// Addresses of all functions, ascending.
    let entries: [UInt64]
    /// What a call of each function means, and how often it was called.
    let kinds: [RuntimeCall]
    var calls: [Int]
    /// Bytes that may still be decoded: functions of a damaged table may lie on top of each other.
    private var budget: Int

    init(_ executable: Executable, _ table: FunctionTable, decoding: Bool) throws {
        self.table = table
        scanner = decoding ? try CodeScanner(executable) : nil
        extents = executable.functionExtents(table)
        entries = table.allFunctions.map { table.entry($0).rawValue }
        kinds = decoding ? table.allFunctions.map { RuntimeCall.of(table.name($0)) } : []
        calls = [Int](repeating: 0, count: kinds.count)
        budget = executable.segments.filter(\.isExecutable).reduce(0) { sum, segment in
            sum + 2 * Int(clamping: min(segment.fileSize, 1 << 40))
        }
    }

    mutating func count() -> [ProgramFunction] {
        var result: [ProgramFunction] = []
        result.reserveCapacity(table.count)
        for index in table.allFunctions {
            let name = extents.name(index, table)
            var function = ProgramFunction(
                name: name, package: FunctionKind.package(name), cause: FunctionKind.cause(name, index, table),
                index: index)
            function.size = Int(extents.sizes[Int(index.rawValue)])
            function.frame = Int(table.maximumFrameSize(index))
            function.inlinedBodies = table.inlinedCallCount(index)
            if function.cause != .data { decode(&function) }
            result.append(function)
        }
        return result
    }

    private mutating func decode(_ function: inout ProgramFunction) {
        guard let scanner, let whole = table.machineCode(function.index),
            let code = whole.slice(0, min(function.size, whole.count))
        else { return }
        budget -= code.count
        guard budget >= 0 else {
            function.undecoded = code.count
            return
        }
        let counted = scanner.scan(code, at: table.entry(function.index)) { transfer in
            switch transfer.kind {
            case .dynamicCall: function.dynamicCalls += 1
            // Jumps through a register are mostly tables of `switch`.
            case .dynamicJump: break
            case .jump: if target(transfer.target) != nil { function.tailCalls += 1 }
            case .call:
                function.calls += 1
                guard let target = target(transfer.target) else { return }
                calls[target] += 1
                function.count(kinds[target])
            }
        }
        function.instructions = counted.instructions
        function.undecoded = counted.undecoded
    }

    /// Number of the function that an address lies in.
    private func target(_ address: UInt64) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        // Code of other languages lies behind the last function.
        return low < entries.count || address < table.end(.init(rawValue: Int32(truncatingIfNeeded: low - 1))).rawValue
            ? low - 1 : nil
    }

    func targets() -> [ProgramFunctions.Target] {
        kinds.indices.filter { kinds[$0] != .none && calls[$0] > 0 }.map {
            .init(
                name: table.name(.init(rawValue: Int32(truncatingIfNeeded: $0))), kind: kinds[$0], count: calls[$0])
        }.sorted { ($0.kind.rawValue, $1.count, $0.name) < ($1.kind.rawValue, $0.count, $1.name) }
    }
}
