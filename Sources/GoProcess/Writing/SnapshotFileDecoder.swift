import Evidence
import Wire

/// Numbers and texts of a snapshot file's payload; each check fails with an error and none reserves memory that the
/// remaining bytes could not fill.
struct SnapshotDecoder {
    var cursor: ByteCursor
    private var texts: [String] = [""]
    /// What the counts so far announce, bytes once decoded.
    private var memory = 0

    init(payload: Bytes) throws {
        cursor = ByteCursor(payload)
        texts += try strings()
    }

    /// An error at this place of the unpacked payload.
    func damage(_ what: String) -> InputError {
        InputError(
            .malformed, "the snapshot is damaged at byte \(cursor.offset) of its unpacked contents: \(what)")
    }

    mutating func number() throws -> UInt64 { try cursor.readUnsignedLEB() }

    mutating func signed() throws -> Int64 {
        let value = try number()
        return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
    }

    mutating func signed(in range: ClosedRange<Int64>) throws -> Int64 {
        let value = try signed()
        guard range.contains(value) else { throw damage("\(value) is not in \(range)") }
        return value
    }

    mutating func signed(in range: ClosedRange<Int>) throws -> Int {
        Int(try signed(in: Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    /// A number that fits the type.
    mutating func fitting<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws -> Value {
        try narrow(try number())
    }

    mutating func signedFitting<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws -> Value {
        try narrow(try signed())
    }

    func narrow<Value: FixedWidthInteger>(_ value: some BinaryInteger) throws -> Value {
        guard let result = Value(exactly: value) else { throw damage("\(value) does not fit \(Value.self)") }
        return result
    }

    mutating func flag() throws -> Bool {
        let value: UInt8 = try cursor.read()
        guard value <= 1 else { throw damage("\(value) is neither yes nor no") }
        return value == 1
    }

    mutating func text() throws -> String {
        let index = try number()
        guard index < UInt64(texts.count) else { throw damage("text \(index) of \(texts.count)") }
        return texts[Int(index)]
    }

    mutating func optional<Value>(_ read: (inout SnapshotDecoder) throws -> Value) throws -> Value? {
        try flag() ? try read(&self) : nil
    }

    /// A number of elements that take at least `minimum` bytes each here.
    mutating func count<Element>(of type: Element.Type, minimum: Int) throws -> Int {
        try count(size: MemoryLayout<Element>.stride, minimum: minimum)
    }

    /// A number of elements that take at least `minimum` bytes each here and `size` bytes once decoded.
    mutating func count(size: Int, minimum: Int) throws -> Int {
        let count = try number()
        guard count <= UInt64(cursor.remaining / max(minimum, 1)) else {
            throw damage("\(count) elements are announced and \(cursor.remaining) bytes are left")
        }
        memory += Int(count) * size
        guard memory <= SnapshotLimits.memory else {
            throw InputError(
                .tooLarge, "the snapshot would take more than \(SnapshotLimits.memory >> 20) MiB of memory")
        }
        return Int(count)
    }

    mutating func list<Element>(
        minimum: Int, _ read: (inout SnapshotDecoder) throws -> Element
    ) throws -> [Element] {
        let count = try count(of: Element.self, minimum: minimum)
        var result: [Element] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(try read(&self)) }
        return result
    }

    /// Gives each of `count` numbers to `use` with its position.
    mutating func column(_ count: Int, _ use: (inout SnapshotDecoder, Int, UInt64) throws -> Void) throws {
        for index in 0..<count { try use(&self, index, try number()) }
    }

    mutating func column(
        differences count: Int, _ use: (inout SnapshotDecoder, Int, UInt64) throws -> Void
    ) throws {
        var value: UInt64 = 0
        for index in 0..<count {
            value &+= UInt64(bitPattern: try signed())
            try use(&self, index, value)
        }
    }

    /// What `write(strings:)` wrote, without the empty one.
    mutating func strings() throws -> [String] {
        let count = try count(size: SnapshotLimits.stringMemory, minimum: 2)
        guard count < Int(UInt32.max) else { throw damage("\(count) strings") }
        var lengths: [Int] = []
        lengths.reserveCapacity(count)
        for _ in 0..<count {
            let length = try number()
            guard length > 0, length <= UInt64(cursor.remaining) else { throw damage("a string of \(length) bytes") }
            lengths.append(Int(length))
        }
        var result: [String] = []
        result.reserveCapacity(count)
        for length in lengths { result.append(try cursor.read(count: length).string) }
        return result
    }
}
