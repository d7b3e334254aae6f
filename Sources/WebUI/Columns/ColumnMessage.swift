import Wire

/// Columns of numbers for drawing, with a head in JSON: what a page reads without a copy.
///
/// Layout, little-endian: the length of the head in bytes (u32), the head, zeros up to a multiple of 8, then the columns
/// one behind the other, each from a multiple of 8 on. The head is an object with the members that the view writes and
/// `columns`: an array of {name, type, count, offset}, where `type` is the JavaScript class without `Array` and `offset`
/// counts bytes from the begin of the columns.
struct ColumnMessage {
    private var names: [(name: String, type: String, count: Int, offset: Int)] = []
    private var body: [UInt8] = []

    mutating func add(_ name: String, _ values: [UInt8]) { add(name, "Uint8", values) }
    mutating func add(_ name: String, _ values: [UInt16]) { add(name, "Uint16", values) }
    mutating func add(_ name: String, _ values: [UInt32]) { add(name, "Uint32", values) }
    mutating func add(_ name: String, _ values: [Int32]) { add(name, "Int32", values) }
    /// Float64 holds integers up to 2⁵³ exactly.
    mutating func add(_ name: String, _ values: [Double]) { add(name, "Float64", values.map(\.bitPattern)) }

    private mutating func add<Value: FixedWidthInteger>(_ name: String, _ type: String, _ values: [Value]) {
        names.append((name, type, values.count, body.count))
        body.reserveCapacity(body.count + values.count * Value.bitWidth / 8 + 8)
        for value in values {
            var rest = value
            for _ in 0..<Value.bitWidth / 8 {
                body.append(UInt8(truncatingIfNeeded: rest))
                rest = Value.bitWidth > 8 ? rest >> 8 : 0
            }
        }
        while body.count % 8 != 0 { body.append(0) }
    }

    /// - Parameter head: writes the members of the head.
    func encode(_ head: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(.compact)
        json.object { json in
            head(&json)
            json.member("columns", array: names) { json, column in
                json.object {
                    $0.member("name", column.name)
                    $0.member("type", column.type)
                    $0.member("count", column.count)
                    $0.member("offset", column.offset)
                }
            }
        }
        let length = UInt32(json.bytes.count)
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + json.bytes
        while bytes.count % 8 != 0 { bytes.append(0) }
        return bytes + body
    }

    func answer(_ head: (inout JSONWriter) -> Void) -> PageAnswer {
        PageAnswer(type: PageAnswer.binary, encode(head))
    }
}
