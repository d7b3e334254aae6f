import Testing

@testable import SystemActivity

/// Waits of a recording with their stacks, while it is made.
struct CaptureWaitsTests {
    /// A record of `activity_records.h`.
    private static func record(_ kind: UInt8, extra: UInt32, _ numbers: [UInt64]) -> [UInt8] {
        func little(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        let body = numbers.flatMap { little($0) }
        return little(UInt16(24 + body.count)) + [kind, 0] + little(UInt32(5)) + little(UInt64(1)) + little(UInt32(5))
            + little(extra) + body
    }

    private static func stack(_ hash: UInt64) -> [UInt8] { record(2, extra: 1, [hash, hash &* 16, 0]) }

    private static func wait(_ hash: UInt64) -> [UInt8] {
        record(7, extra: 0, [10, 0, 0, hash, 0, 0, 0, 1])
    }

    /// The recorder sends a stack again when 65,536 others were used since: until then it must be known.
    @Test func stacksThatAreInUseStayKnown() {
        var waits = CaptureWaits()
        func stackOf(_ hash: UInt64) -> [UInt64] {
            var found: [UInt64] = []
            let record = Self.wait(hash)
            waits.take(record, count: record.count) { found = $0.userStack }
            return found
        }
        var bytes = Self.stack(1)
        waits.take(bytes, count: bytes.count) { _ in }
        for round in 0..<6 {
            bytes = (0..<65_000).flatMap { Self.stack(1000 + UInt64(round * 65_000 + $0)) }
            waits.take(bytes, count: bytes.count) { _ in }
            #expect(stackOf(1) == [16])
        }
        #expect(stackOf(1000).isEmpty)
    }
}
