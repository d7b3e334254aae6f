import Wire

/// One field of a protobuf message.
struct ProtoField {
    var number: UInt64
    /// The value of a number; of a length-delimited field, nothing.
    var value: UInt64 = 0
    /// The contents of a length-delimited field; nil for a number.
    var contents: Range<Int>?
    /// Where the field begins, its tag included.
    var start: Int
}

/// Reads the fields of a protobuf message that lies in a part of the bytes.
struct ProtoCursor {
    let bytes: Bytes
    var offset: Int
    let end: Int

    init(_ bytes: Bytes, _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next field; nil at the end.
    /// - Throws: `truncated` and `malformed`, with the offset.
    @inline(__always)
    mutating func next() throws(InputError) -> ProtoField? {
        guard offset < end else { return nil }
        let start = offset
        guard let tag = bytes.varint(&offset), offset <= end else { throw truncated() }
        var field = ProtoField(number: tag >> 3, start: start)
        switch tag & 7 {
        case 0:
            guard let value = bytes.varint(&offset), offset <= end else { throw truncated() }
            field.value = value
        case 2:
            guard let length = bytes.varint(&offset), offset <= end, length <= UInt64(end - offset) else {
                throw truncated()
            }
            field.contents = offset..<offset + Int(length)
            offset += Int(length)
        case 1, 5:
            let size = tag & 7 == 1 ? 8 : 4
            guard size <= end - offset else { throw truncated() }
            // No field of a profile has a fixed width: whatever this is, it is of a later version.
            field.number = .max
            offset += size
        default:
            throw InputError(
                .malformed, "no profile of pprof: a field has the wire type \(tag & 7)", offset: UInt64(start))
        }
        return field
    }

    private func truncated() -> InputError {
        InputError(.truncated, "the profile is cut off or damaged", offset: UInt64(min(offset, bytes.count)))
    }
}

extension ProtoField {
    /// The number; throws when the field is length-delimited.
    func number(_ what: StaticString) throws(InputError) -> UInt64 {
        guard contents == nil else {
            throw InputError(.malformed, "\(what) is no number; the profile is damaged", offset: UInt64(start))
        }
        return value
    }

    func signed(_ what: StaticString) throws(InputError) -> Int64 { Int64(bitPattern: try number(what)) }

    /// The contents; throws when the field is a number.
    func message(_ what: StaticString) throws(InputError) -> Range<Int> {
        guard let contents else {
            throw InputError(.malformed, "\(what) is a number; the profile is damaged", offset: UInt64(start))
        }
        return contents
    }
}
