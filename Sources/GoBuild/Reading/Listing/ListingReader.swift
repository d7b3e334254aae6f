import Evidence
import Wire

/// Reads the symbols that `go build -gcflags=-S` prints, a line at a time; whoever divides the input into lines gives each
/// to `take` (Go 1.21 to 1.27; cmd/internal/obj/objfile.go, writeSymDebugNamed).
///
/// Of data symbols and of the bytes and relocations of functions nothing is read: the instructions have the names.
struct ListingReader {
    private(set) var listing = Listing()
    private var package: StringID = .empty
    private var current = ListingFunction(package: .empty, symbol: .empty)
    private var isInFunction = false
    /// A symbol is open, whichever kind it is.
    private var isInSymbol = false
    /// Of the open function, used again for each: what it calls, where instructions begin, and what jumps lead to.
    private var called: [StringID] = []
    private var starts: [Int32] = []
    private var jumps: [Int32] = []
    private var lines: [Int32] = []
    /// Its file, as it is printed.
    private var file: [UInt8] = []
    /// Bytes of the last position, `(FILE:LINE)`; the next one is mostly as long.
    private var positionLength = 0

    /// Of those that are not understood, so many are kept.
    private static let unknownKept = 20

    /// `# import/path`
    mutating func begin(package name: ArraySlice<UInt8>) {
        close()
        isInSymbol = false
        package = listing.strings.intern(bytes: name)
    }

    /// Takes a line of a symbol, or the first one of the next.
    /// - Parameters:
    ///   - buffer: the bytes of `bytes`, of which texts are kept.
    ///   - offset: of the line in the input, for what is not understood.
    /// - Returns: false for a line that is no part of a listing; the symbol before it has ended then.
    mutating func take(_ bytes: Span<UInt8>, _ line: Range<Int>, of buffer: [UInt8], at offset: Int) -> Bool {
        guard let first = line.first.map({ bytes[$0] }) else { return isInSymbol }
        if first == UInt8(ascii: "\t") {
            guard isInSymbol else { return false }
            listing.lines += 1
            if isInFunction, !instruction(bytes, line, buffer) { unknown(buffer, line, offset) }
            return true
        }
        guard let head = SymbolHead(bytes, line) else {
            close()
            isInSymbol = false
            return false
        }
        close()
        listing.lines += 1
        isInSymbol = true
        guard head.isText else {
            listing.dataSymbols += 1
            return true
        }
        var function = ListingFunction(package: package, symbol: listing.strings.intern(bytes: buffer[head.name]))
        (function.size, function.isShared) = (head.size, head.isShared)
        (function.opcodeHash, function.codeHash) = (SpanText.seed, SpanText.seed)
        current = function
        isInFunction = true
        return true
    }

    /// - Parameter isCut: the input ends without a line feed.
    mutating func finish(isCut: Bool) -> Listing {
        listing.isCut = isCut && isInSymbol
        close()
        return listing
    }

    private mutating func unknown(_ buffer: [UInt8], _ line: Range<Int>, _ offset: Int) {
        listing.unknownLines += 1
        guard listing.unknown.count < Self.unknownKept else { return }
        listing.unknown.append((offset, LineExcerpt.text(buffer[line])))
    }

    // MARK: - Instructions

    /// `\t0xPC DDDDD (FILE:LINE)\tOP\tOPERANDS`; bytes and relocations are passed over.
    private mutating func instruction(_ bytes: Span<UInt8>, _ line: Range<Int>, _ buffer: [UInt8]) -> Bool {
        let end = line.upperBound
        var at = line.lowerBound + 1
        guard SpanText.has("0x", bytes, at: at, end: end) else {
            return SpanText.has("rel ", bytes, at: at, end: end)
        }
        at += 2
        while at < end, bytes[at] != UInt8(ascii: " ") { at += 1 }
        at += 1
        // `\t0x0010 ec 18`: two digits are a byte, five and more are the same place in decimal.
        if at + 1 < end, at + 2 == end || bytes[at + 2] == UInt8(ascii: " ") { return true }
        guard let place = SpanText.number(bytes, at: &at, end: end),
            SpanText.has(" (", bytes, at: at, end: end), let close = position(bytes, at + 1, end)
        else { return false }
        let start = close + 2
        var stop = start
        while stop < end, bytes[stop] != UInt8(ascii: "\t") { stop += 1 }
        guard stop > start else { return false }
        let operands = min(stop + 1, end)..<end
        switch bytes[start] {
        case UInt8(ascii: "T") where SpanText.has("TEXT\t", bytes, at: start, end: end):
            declare(bytes, at + 2..<close, operands, buffer)
        case UInt8(ascii: "F") where SpanText.has("FUNCDATA\t", bytes, at: start, end: end): break
        case UInt8(ascii: "P")
        where SpanText.has("PCDATA\t", bytes, at: start, end: end)
            || SpanText.has("PCALIGN\t", bytes, at: start, end: end):
            break
        case UInt8(ascii: "N") where SpanText.has("NOP", bytes, at: start, end: end) && stop == end: break
        default:
            cover(bytes, at + 2..<close)
            add(bytes, start..<stop, operands, buffer, place)
        }
        return true
    }

    /// Where the parenthesis that opens at `open` closes: before a tab.
    @inline(__always)
    private mutating func position(_ bytes: Span<UInt8>, _ open: Int, _ end: Int) -> Int? {
        let guess = open + positionLength
        if guess + 1 < end, bytes[guess] == UInt8(ascii: ")"), bytes[guess + 1] == UInt8(ascii: "\t") { return guess }
        var at = open + 1
        while at + 1 < end {
            if bytes[at] == UInt8(ascii: ")"), bytes[at + 1] == UInt8(ascii: "\t") {
                positionLength = at - open
                return at
            }
            at += 1
        }
        return nil
    }

    /// Where the digits of a line begin in `FILE:LINE`, and the line; nil for `<unknown line number>`.
    @inline(__always)
    private func lineNumber(_ bytes: Span<UInt8>, _ position: Range<Int>) -> (colon: Int, line: Int32)? {
        var at = position.upperBound - 1
        while at >= position.lowerBound, bytes[at] >= 0x30, bytes[at] <= 0x39 { at -= 1 }
        guard at >= position.lowerBound, bytes[at] == UInt8(ascii: ":") else { return nil }
        var start = at + 1
        guard let line = SpanText.number(bytes, at: &start, end: position.upperBound) else { return nil }
        return (at, line)
    }

    /// `TEXT main.large(SB), ABIInternal, $32-24`
    private mutating func declare(
        _ bytes: Span<UInt8>, _ position: Range<Int>, _ operands: Range<Int>, _ buffer: [UInt8]
    ) {
        file.removeAll(keepingCapacity: true)
        if let (colon, line) = lineNumber(bytes, position) {
            file.append(contentsOf: buffer[position.lowerBound..<colon])
            current.file = listing.strings.intern(bytes: buffer[position.lowerBound..<colon])
            current.line = line
            lines.append(line)
        }
        guard let symbol = SpanText.findLast("(SB), ", bytes, operands) else { return }
        let rest = symbol + 6..<operands.upperBound
        current.isWrapper = SpanText.findLast("WRAPPER", bytes, rest) != nil
        guard let dollar = SpanText.findLast("$", bytes, rest) else { return }
        var at = dollar + 1
        let isNegative = at < rest.upperBound && bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        guard let frame = SpanText.number(bytes, at: &at, end: rest.upperBound) else { return }
        current.frame = isNegative ? 0 : frame
    }

    /// Notes a line of the function's own file.
    @inline(__always)
    private mutating func cover(_ bytes: Span<UInt8>, _ position: Range<Int>) {
        guard let (colon, line) = lineNumber(bytes, position), line != lines.last else { return }
        guard colon - position.lowerBound == file.count else { return }
        for index in 0..<file.count where bytes[position.lowerBound + index] != file[index] { return }
        lines.append(line)
    }

    private mutating func add(
        _ bytes: Span<UInt8>, _ name: Range<Int>, _ operands: Range<Int>, _ buffer: [UInt8], _ place: Int32
    ) {
        var opcode = SpanText.seed
        for index in name { SpanText.mix(&opcode, bytes[index]) }
        var code = current.codeHash
        SpanText.mix(&current.opcodeHash, word: opcode)
        SpanText.mix(&code, word: opcode)
        starts.append(place)
        var rest = operands
        if let target = jump(bytes, operands) {
            var at = target
            if let number = SpanText.number(bytes, at: &at, end: operands.upperBound) { jumps.append(number) }
            rest = operands.lowerBound..<target
        }
        OperandHash.mix(&code, bytes, rest)
        current.codeHash = code
        current.instructions += 1
        if name.count == 4, SpanText.has("CALL", bytes, at: name.lowerBound, end: name.upperBound) {
            call(bytes, operands, buffer)
        }
    }

    /// Where the target of a jump begins: a bare number that is the last operand.
    @inline(__always)
    private func jump(_ bytes: Span<UInt8>, _ operands: Range<Int>) -> Int? {
        var at = operands.upperBound
        while at > operands.lowerBound, bytes[at - 1] >= 0x30, bytes[at - 1] <= 0x39 { at -= 1 }
        guard at < operands.upperBound else { return nil }
        return at == operands.lowerBound || bytes[at - 1] == UInt8(ascii: " ") ? at : nil
    }

    private mutating func call(_ bytes: Span<UInt8>, _ operands: Range<Int>, _ buffer: [UInt8]) {
        let end = operands.upperBound - 4
        if SpanText.has("(SB)", bytes, at: end, end: operands.upperBound), end > operands.lowerBound {
            current.calls.named += 1
            if SpanText.has("runtime.", bytes, at: operands.lowerBound, end: end) {
                current.calls.add(RuntimeCall.of(bytes, operands.lowerBound + 8..<end))
            } else {
                called.append(listing.strings.intern(bytes: buffer[operands.lowerBound..<end]))
            }
        } else {
            current.calls.dynamic += 1
        }
    }

    // MARK: - The end of a function

    private mutating func close() {
        guard isInFunction else { return }
        for target in jumps { SpanText.mix(&current.codeHash, word: UInt64(index(of: target))) }
        let first = listing.callees.count
        called.sort()
        for symbol in called {
            if listing.callees.count > first, listing.callees[listing.callees.count - 1].symbol == symbol {
                listing.callees[listing.callees.count - 1].count += 1
            } else {
                listing.callees.append(Listing.Callee(symbol: symbol, count: 1))
            }
        }
        current.callees = first..<listing.callees.count
        let firstLine = listing.sourceLines.count
        lines.sort()
        for line in lines where listing.sourceLines.count == firstLine || listing.sourceLines.last != line {
            listing.sourceLines.append(line)
        }
        current.sourceLines = firstLine..<listing.sourceLines.count
        listing.functions.append(current)
        isInFunction = false
        called.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        jumps.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        file.removeAll(keepingCapacity: true)
    }

    /// Which instruction begins at a place, or first behind it.
    private func index(of place: Int32) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
