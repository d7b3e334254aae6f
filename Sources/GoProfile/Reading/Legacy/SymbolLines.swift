import Evidence
import Wire

/// The comments behind a row that Go writes with `debug=1`, which google/pprof skips: one `# labels: {…}`, and for
/// each frame `#⇥0x4821f3⇥main.work+0x13⇥/src/main.go:12` (`printStackRecord` in runtime/pprof/pprof.go).
struct SymbolLines {
    struct Frame {
        /// Address of the call, not of the return.
        var address: UInt64
        /// Empty when the runtime does not know the function.
        var function = Bytes()
        var file = Bytes()
        var line: Int64 = 0
    }

    private(set) var frames: [Frame] = []
    private var pairs: [(key: [UInt8], value: [UInt8])] = []
    /// A blank line ended the frames of the record.
    private var isComplete = false
    /// Some line was used.
    private(set) var isUsed = false
    private var hiddenFrames = 0
    private var malformedLabels = 0
    private var droppedLines = 0

    /// Takes a comment or blank line that follows a row.
    mutating func read(_ line: Bytes) {
        guard line.count > 1 else {
            if line.isEmpty, !frames.isEmpty { isComplete = true }
            return
        }
        var cursor = LegacyCursor(line)
        if cursor.text("#\t0x") {
            if !isComplete, let frame = Self.frame(line) { frames.append(frame) }
        } else if cursor.text("# labels: ") {
            guard pairs.isEmpty, let read = QuotedPairs.read(line, from: cursor.at) else {
                malformedLabels += 1
                return
            }
            pairs = read
        }
    }

    mutating func reset() {
        frames.removeAll(keepingCapacity: true)
        pairs.removeAll()
        isComplete = false
    }

    /// The labels of the record.
    func labels(_ builder: inout ProfileBuilder) -> [ProfileLabel] {
        pairs.map { pair in
            ProfileLabel(
                key: builder.profile.strings.intern(bytes: pair.key),
                string: builder.profile.strings.intern(bytes: pair.value))
        }
    }

    /// Says what is missing or was not understood.
    func count(_ quality: inout Quality) {
        quality.count(
            "profile.frames.hidden", hiddenFrames, .info,
            "frames at leaves are of the runtime, and `debug=1` does not name them; without it they have names")
        quality.count(
            "profile.labels.malformed", malformedLabels, .dataLoss, "lists of labels could not be read")
        quality.count(
            "profile.lines.dropped", droppedLines, .dataLoss, "an address has more inlined functions than any real one")
    }

    private static func frame(_ line: Bytes) -> Frame? {
        var columns: [Range<Int>] = []
        var at = 1
        while at < line.count, columns.count < 4 {
            let end = line.firstIndex(of: 0x09, from: at) ?? line.count
            if end > at { columns.append(at..<end) }
            at = end + 1
        }
        guard let first = columns.first, let address = line.hexadecimal(first.lowerBound + 2..<first.upperBound) else {
            return nil
        }
        if columns.count == 1 { return Frame(address: address) }
        guard columns.count == 3 else { return nil }
        let function = line.slice(columns[1])
        let place = line.slice(columns[2])
        guard let plus = function.lastIndex(of: UInt8(ascii: "+")), plus > 0,
            let colon = place.lastIndex(of: UInt8(ascii: ":")),
            let number = GoNumber.decimal(place.slice(colon + 1..<place.count))
        else { return nil }
        return Frame(
            address: address, function: function.slice(0..<plus), file: place.slice(0..<colon), line: number)
    }
}

/// Frames with names and rows of addresses are two accounts of one stack.
extension SymbolLines {
    /// Addresses that are looked through for the one of a named frame.
    private static let reach = 128
    /// Most functions that one address may be inlined into.
    private static let mostLines = 64

    /// The stack of a row, leaf first.
    ///
    /// The writer names each frame in the order of the addresses but for some that it leaves out: the functions of the
    /// runtime at the leaf, and `runtime.goexit` at the root. As in the profile without `debug=1`, the latter is left
    /// out; the former are kept unless `leavesOutRuntime`, as addresses without a name.
    mutating func stack(
        _ addresses: [UInt64], leavesOutRuntime: Bool, _ builder: inout ProfileBuilder
    ) -> [UInt32] {
        isUsed = true
        var stack: [UInt32] = []
        var next = 0
        var fresh: UInt32?
        for (number, frame) in frames.enumerated() {
            let limit = min(addresses.count, next + Self.reach)
            if let found = (next..<limit).first(where: { Self.isSame(addresses[$0], frame.address) }) {
                if number > 0 || !leavesOutRuntime {
                    stack += addresses[next..<found].map { builder.location(address: $0 &- 1) }
                }
                if number == 0, !leavesOutRuntime { hiddenFrames += found }
                next = found + 1
            } else if number > 0, frames[number - 1].address == frame.address, let last = stack.last {
                // Inlined functions of C share the address of what they are inlined into.
                if last == fresh { add(frame, to: last, &builder) }
                continue
            }
            let location = builder.location(address: frame.address)
            fresh = nil
            if builder.profile.locations.lines(Int(location)).isEmpty {
                add(frame, to: location, &builder)
                fresh = location
            }
            stack.append(location)
        }
        // Of a whole record only the last address may be left, that of `runtime.goexit`.
        if !isComplete || addresses.count - next > 1 {
            stack += addresses[min(next, addresses.count)...].map { builder.location(address: $0 &- 1) }
        }
        return stack
    }

    /// A return address belongs to the instruction before it, but for a function that was not called.
    private static func isSame(_ address: UInt64, _ named: UInt64) -> Bool {
        address &- 1 == named || address == named
    }

    private mutating func add(_ frame: Frame, to location: UInt32, _ builder: inout ProfileBuilder) {
        guard !frame.function.isEmpty else { return }
        let function = builder.function(
            name: builder.profile.strings.intern(bytes: frame.function.array),
            file: builder.profile.strings.intern(bytes: frame.file.array))
        let lines = Array(builder.profile.locations.lines(Int(location)))
        guard lines.count < Self.mostLines else {
            droppedLines += 1
            return
        }
        builder.profile.locations.setLines(
            Int(location), lines + [ProfileLine(function: function, line: frame.line)])
    }
}

extension Bytes {
    func lastIndex(of byte: UInt8) -> Int? { (0..<count).last { self[$0] == byte } }
}
