/// In which function a position of a file is.
///
/// Messages say where, not in what. A function goes from where it is declared to the next declaration that is no closure; a
/// closure to the last line of which its machine code has an instruction. Messages about a body that was inlined have the
/// position of the outermost call, which lies in the function that the body was inlined into.
struct DeclarationIndex {
    enum Kind {
        case function, closure
        /// Made for a `go` or `defer`: begins where the statement does, and has nothing of its own.
        case callWrapper
    }

    /// What is declared at one place: a function, or each shape of a generic one.
    struct Group {
        var line: Int32
        var column: Int32
        /// Places in the list of functions; -1 for one that does not count.
        var functions: [Int]
        var kind: Kind
        /// Instances of a generic function: what is said at the very place is of functions that reach them.
        var isShape: Bool
        /// The last line that is surely its; 0 when unknown.
        var end: Int32 = 0

        fileprivate mutating func join(_ function: Int, _ kind: Kind) {
            if !functions.contains(function) { functions.append(function) }
            // A closure that was copied may be named like a function.
            if kind == .function { self.kind = .function }
        }
    }

    private struct Place: Hashable {
        var file: String
        var line: Int32
        var column: Int32
    }

    private var files: [String: [Group]] = [:]
    private var known: [Place: Int] = [:]
    /// Files with functions that count.
    private var own: Set<String> = []

    /// Adds a function; several at one place are one group.
    mutating func add(_ function: Int, file: String, line: Int32, column: Int32, kind: Kind, isShape: Bool) {
        let place = Place(file: file, line: line, column: column)
        guard let at = known[place] else {
            known[place] = files[file]?.count ?? 0
            files[file, default: []].append(
                Group(line: line, column: column, functions: [function], kind: kind, isShape: isShape))
            if function >= 0, kind == .function { own.insert(file) }
            return
        }
        files[file]?[at].join(function, kind)
    }

    /// Whether functions of the package are declared in a file.
    func isOwn(_ file: String) -> Bool { own.contains(file) }

    /// To be called once all are added.
    /// - Parameter lines: of the machine code of a function, ascending; empty when unknown.
    mutating func close(lines: (Int) -> ArraySlice<Int32>) {
        for (file, unsorted) in files {
            var groups = unsorted.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            var next = Int32.max
            for index in groups.indices.reversed() {
                for function in groups[index].functions {
                    for line in lines(function) where line >= groups[index].line && line < next {
                        groups[index].end = max(groups[index].end, line)
                    }
                }
                if groups[index].kind == .function { next = groups[index].line }
            }
            files[file] = groups
        }
    }

    /// The functions that a position is in; nil when it is in none.
    func functions(file: String, line: Int32, column: Int32) -> [Int]? {
        guard let groups = files[file] else { return nil }
        // The first group that begins behind the position.
        var (low, high) = (0, groups.count)
        while low < high {
            let middle = (low + high) / 2
            let isBefore = (groups[middle].line, groups[middle].column) <= (line, column)
            if isBefore { low = middle + 1 } else { high = middle }
        }
        var isKnown = false
        while low > 0 {
            low -= 1
            let group = groups[low]
            if group.end >= line { isKnown = true }
            if group.kind == .callWrapper { continue }
            if group.isShape, group.line == line, group.column == column { return [-1] }
            guard group.kind == .closure else {
                // Behind the last instruction of it and its closures are variables of the package.
                return group.end > 0 && group.end < line && !isKnown ? nil : group.functions
            }
            // What the closure itself is made of is said at its own place, and belongs to what is around it.
            if group.end >= line, (group.line, group.column) < (line, column) { return group.functions }
        }
        return nil
    }
}
