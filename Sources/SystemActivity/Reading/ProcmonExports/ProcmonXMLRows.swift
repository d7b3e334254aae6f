import Wire

/// Events of Process Monitor's XML: columns by the names of elements, in any order and number.
struct ProcmonXMLRows: ProcmonRows {
    let bytes: Bytes
    /// Offset behind the start of the list of processes, and of that of events.
    let processes: Int?
    let start: Int

    enum Name {
        static let procmon = Array("procmon".utf8)
        static let processlist = Array("processlist".utf8)
        static let eventlist = Array("eventlist".utf8)
        static let event = Array("event".utf8)
        static let stack = Array("stack".utf8)
        static let processIndex = Array("ProcessIndex".utf8)
    }

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    /// Bytes in which the first element is looked for.
    private static let longestProlog = 1 << 12

    /// Elements of columns by their names.
    private let columns: [([UInt8], ProcmonColumn)] = ProcmonColumn.allCases.map { (Array($0.element.utf8), $0) }

    /// - Throws: `notRecognised` when the first element is not `procmon`.
    init(_ bytes: Bytes) throws(InputError) {
        self.bytes = bytes
        var scanner = XMLScanner(bytes, at: bytes.starts(with: Self.mark) ? Self.mark.count : 0)
        guard Self.isProcmon(&scanner) else {
            throw InputError(
                .notRecognised, "is no XML of Process Monitor: its first element is not “procmon”", offset: 0)
        }
        var processes: Int?
        var events: Int?
        while events == nil, let token = scanner.next() {
            guard case .start(let name) = token else { continue }
            if scanner.isName(name, Name.processlist) { processes = scanner.offset }
            if scanner.isName(name, Name.eventlist) { events = scanner.offset }
        }
        self.processes = processes
        start = events ?? bytes.count
    }

    private static func isProcmon(_ scanner: inout XMLScanner) -> Bool {
        guard scanner.bytes.count > scanner.offset,
            scanner.bytes.suffix(from: scanner.offset)?.starts(with: [UInt8(ascii: "<")]) == true
        else { return false }
        while scanner.offset < longestProlog, let token = scanner.next() {
            if case .start(let name) = token { return scanner.isName(name, Name.procmon) }
        }
        return false
    }

    func row(at offset: Int, into fields: inout ProcmonRowFields) -> (start: Int, end: Int)? {
        var scanner = XMLScanner(bytes, at: offset)
        fields.clear()
        var start = offset
        while let token = scanner.next() {
            switch token {
            case .start(let name) where scanner.isName(name, Name.event):
                read(&scanner, into: &fields)
                return (start, scanner.offset)
            case .end(let name) where scanner.isName(name, Name.eventlist): return nil
            default: start = scanner.offset
            }
        }
        return nil
    }

    private func read(_ scanner: inout XMLScanner, into fields: inout ProcmonRowFields) {
        while let token = scanner.next() {
            switch token {
            case .start(let name):
                let begin = scanner.offset
                let content = scanner.content()
                if scanner.isName(name, Name.stack) {
                    fields.stack = begin..<scanner.offset
                } else if scanner.isName(name, Name.processIndex) {
                    fields.processIndex = content
                } else if let column = column(name) {
                    fields[column] = content
                }
            case .end: return
            case .text: break
            }
        }
    }

    private func column(_ name: Range<Int>) -> ProcmonColumn? {
        columns.first { element, _ in
            element.count == name.count && element.indices.allSatisfy { bytes[name.lowerBound + $0] == element[$0] }
        }?.1
    }

    func append(_ range: Range<Int>, to text: inout [UInt8]) { XMLScanner.append(bytes, range, to: &text) }
}
