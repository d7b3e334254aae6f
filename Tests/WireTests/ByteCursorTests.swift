import TestSupport
import Testing
import Wire

@Suite struct ByteCursorTests {
    /// The code of the error that `body` throws; nil when it throws none.
    private func failure<T>(_ body: () throws -> T) -> InputError? {
        do {
            _ = try body()
            return nil
        } catch { return error as? InputError }
    }

    @Test func integersOfBothByteOrders() throws {
        var cursor = ByteCursor(Bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0xfe, 0xff]))
        #expect(try cursor.read(UInt8.self) == 1)
        #expect(try cursor.read(UInt16.self) == 0x0302)
        #expect(try cursor.read(UInt32.self, bigEndian: true) == 0x0405_0607)
        #expect(try cursor.read(count: 3).array == [8, 9, 10])
        #expect(cursor.remaining == 4 && !cursor.isAtEnd)
        try cursor.skip(2)
        #expect(try cursor.read(Int16.self) == -2)
        #expect(cursor.isAtEnd && cursor.remaining == 0)
    }

    @Test(arguments: 0..<8) func aValueThatIsCutOffMovesNothing(length: Int) {
        var cursor = ByteCursor(Bytes([UInt8](repeating: 7, count: length + 3)), at: 3, file: "a.bin", origin: 1000)
        let error = failure { try cursor.read(UInt64.self) }
        #expect(error?.code == .truncated && error?.offset == 1003 && error?.file == "a.bin")
        #expect(cursor.offset == 3 && cursor.remaining == length)
    }

    @Test(arguments: [-1, Int.min, 5, Int.max]) func lengthsOutsideOfTheBytes(length: Int) {
        var cursor = ByteCursor(Bytes([1, 2, 3, 4, 5, 6]), at: 2)
        #expect(failure { try cursor.read(count: length) }?.code == .truncated)
        #expect(failure { try cursor.skip(length) }?.code == .truncated)
        #expect(cursor.offset == 2)
    }

    /// A reader that seeks may set any offset.
    @Test(arguments: [-1, Int.min, 7, Int.max]) func offsetsOutsideOfTheBytes(offset: Int) {
        var cursor = ByteCursor(Bytes([1, 2, 3, 0, 5, 6]), at: offset, origin: .max)
        #expect(failure { try cursor.read(UInt8.self) }?.code == .truncated)
        #expect(failure { try cursor.read(count: 1) }?.code == .truncated)
        #expect(failure { try cursor.readUnsignedLEB() }?.code == .truncated)
        #expect(failure { try cursor.readSignedLEB() }?.code == .truncated)
        #expect(failure { try cursor.readCString() }?.code == .truncated)
        #expect(cursor.offset == offset)
    }

    @Test func stringsEndAtTheirZeroByte() throws {
        var cursor = ByteCursor(Bytes(Array("ab".utf8) + [0, 0, 0xff, 0] + Array("open".utf8)))
        #expect(try cursor.readCString() == "ab")
        #expect(try cursor.readCString() == "")
        #expect(try cursor.readCString() == "\u{fffd}")
        #expect(failure { try cursor.readCString() }?.code == .truncated)
        #expect(cursor.remaining == 4)
    }

    /// Encoded by Python's arbitrary-precision integers.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed")) func variableLengthNumbers() throws {
        let script = """
            import random
            random.seed(7)
            def leb(v, signed):
                out = bytearray()
                while True:
                    byte, v = v & 127, v >> 7
                    done = (v == 0 and not byte & 64) or (v == -1 and byte & 64) if signed else v == 0
                    out.append(byte if done else byte | 128)
                    if done: return out.hex()
            edges = [(1 << s) + d for s in range(65) for d in (-1, 0, 1)]
            values = edges + [random.getrandbits(random.randint(1, 64)) for _ in range(2000)]
            for v in values:
                if 0 <= v < 1 << 64: print('u', v, leb(v, False))
                for w in (v, -v):
                    if -1 << 63 <= w < 1 << 63: print('s', w, leb(w, True))
            """
        let lines = String(decoding: try Python.output(script), as: UTF8.self).split(separator: "\n")
        #expect(lines.count > 6000)
        for line in lines {
            let fields = line.split(separator: " ")
            let encoded = stride(from: 0, to: fields[2].utf8.count, by: 2).compactMap {
                UInt8(fields[2].dropFirst($0).prefix(2), radix: 16)
            }
            // A byte behind the number must not matter.
            var cursor = ByteCursor(Bytes(encoded + [0xff]))
            if fields[0] == "u" {
                #expect(try cursor.readUnsignedLEB() == UInt64(fields[1]), "\(line)")
            } else {
                #expect(try cursor.readSignedLEB() == Int64(fields[1]), "\(line)")
            }
            #expect(cursor.remaining == 1, "\(line)")
            var cut = ByteCursor(Bytes(Array(encoded.dropLast())))
            #expect(failure { fields[0] == "u" ? Int64(try cut.readUnsignedLEB()) : try cut.readSignedLEB() } != nil)
        }
    }

    @Test func numbersOfMoreThan64BitsAreRefused() throws {
        func bytes(_ byte: UInt8, _ count: Int, _ last: UInt8) -> Bytes {
            Bytes([UInt8](repeating: byte, count: count) + [last])
        }
        func unsigned(_ bytes: Bytes) throws -> UInt64 {
            var cursor = ByteCursor(bytes)
            return try cursor.readUnsignedLEB()
        }
        func signed(_ bytes: Bytes) throws -> Int64 {
            var cursor = ByteCursor(bytes)
            return try cursor.readSignedLEB()
        }
        #expect(try unsigned(bytes(0xff, 9, 1)) == .max)
        #expect(try unsigned(bytes(0x80, 9, 0)) == 0)
        #expect(failure { try unsigned(bytes(0xff, 9, 2)) }?.code == .malformed)
        #expect(failure { try unsigned(bytes(0x80, 9, 0x7f)) }?.code == .malformed)
        #expect(failure { try unsigned(bytes(0x80, 10, 0)) }?.code == .malformed)
        #expect(failure { try unsigned(bytes(0x80, 1 << 20, 0)) }?.code == .malformed)
        #expect(try signed(bytes(0x80, 9, 0x7f)) == .min)
        #expect(try signed(bytes(0xff, 9, 0)) == .max)
        #expect(try signed(bytes(0xff, 9, 0x7f)) == -1)
        #expect(failure { try signed(bytes(0x80, 9, 1)) }?.code == .malformed)
        #expect(failure { try signed(bytes(0xff, 9, 0x3f)) }?.code == .malformed)
        #expect(failure { try signed(bytes(0x80, 10, 0)) }?.code == .malformed)
        #expect(failure { try signed(bytes(0xff, 1 << 20, 0)) }?.code == .malformed)
    }

    @Test func errorsSayWhere() {
        let cursor = ByteCursor(Bytes([1, 2]), at: 1, file: "x", origin: 0x100)
        #expect(cursor.error(.malformed, "is wrong").description == "x: is wrong (at byte 0x101)")
        let inner = InputError(.truncated, "ends early", offset: 3)
        #expect(inner.inFile("y").description == "y: ends early (at byte 0x3)")
        #expect(inner.inFile("y").inFile("z").file == "y")
        #expect(InputError(.malformed, "a", cause: inner).description == "a: ends early (at byte 0x3)")
    }
}
