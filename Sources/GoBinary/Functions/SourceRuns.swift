import Evidence

/// Source positions of all instructions of one function, decoded once: for who goes through a function from end to end.
public struct SourceRuns {
    private struct Run {
        /// Behind the last instruction, from the function's entry.
        var end: UInt32
        var value: Int32
    }

    private let table: FunctionTable
    private let function: FunctionTable.FunctionIndex
    private let entry: UInt64
    private var files: [Run] = []
    private var lines: [Run] = []
    private var inlined: [Run] = []
    /// Frames around an inlined call, by its number in the inline tree.
    private var callers: [Int32: [LogicalFrame]] = [:]

    public init(_ table: FunctionTable, _ function: FunctionTable.FunctionIndex) {
        self.table = table
        self.function = function
        entry = table.entry(function).rawValue
        guard let record = table.recordOffset(function) else { return }
        files = runs(table.field(record, 16))
        lines = runs(table.field(record, 20))
        inlined = runs(table.inlineIndexTable(record))
    }

    private func runs(_ start: UInt32?) -> [Run] {
        var result: [Run] = []
        guard let start else { return result }
        table.counters.forEach(table: start) { end, value in
            // Counters of a damaged table may run backwards: what follows is not to be believed.
            if let last = result.last, end < last.end { return false }
            result.append(Run(end: end, value: value))
            return true
        }
        return result
    }

    private static func value(_ runs: [Run], at offset: UInt32) -> Int32? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low < runs.count ? runs[low].value : nil
    }

    /// File and line of an instruction, of the innermost inlined call; the empty text and 0 when not recorded.
    public func position(at address: StaticAddress) -> (file: String, line: Int32) {
        guard let offset = UInt32(exactly: address.rawValue &- entry),
            let line = Self.value(lines, at: offset), line >= 0, let file = Self.value(files, at: offset)
        else { return ("", 0) }
        let index = table.fileIndex(function, number: file)
        return index == .unknown ? ("", 0) : (table.file(index), line)
    }

    /// Logical frames at an instruction, innermost first, as `FunctionTable.logicalFrames` has them.
    public mutating func frames(at address: StaticAddress) -> [LogicalFrame] {
        guard let offset = UInt32(exactly: address.rawValue &- entry),
            let number = Self.value(inlined, at: offset), number >= 0
        else { return table.logicalFrames(function, at: address) }
        if let known = callers[number] {
            let line = Self.value(lines, at: offset) ?? 0
            let file = Self.value(files, at: offset) ?? -1
            return table.innermostFrame(function, number: number, line: line, file: file) + known
        }
        let all = table.logicalFrames(function, at: address)
        callers[number] = Array(all.dropFirst())
        return all
    }
}
