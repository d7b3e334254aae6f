import TestSupport
import Testing
import Wire

@Suite struct BytesTests {
    private let sample = Bytes([0x61, 0x62, 0, 0x63, 0xff, 0, 0x61, 0x62, 0x63])

    @Test func slicesLieInsideOrAreNone() {
        for start in -2...sample.count + 2 {
            for length in -2...sample.count + 2 {
                let isInside = start >= 0 && length >= 0 && start + length <= sample.count
                let expected = isInside ? Array(sample.array[start..<start + length]) : nil
                #expect(sample.slice(start, length)?.array == expected)
            }
            #expect((sample.suffix(from: start) == nil) == (start < 0 || start > sample.count))
        }
        for (start, length) in [(Int.max, Int.max), (0, Int.max), (Int.max, 1), (Int.min, Int.min), (1, Int.min)] {
            #expect(sample.slice(start, length) == nil)
        }
    }

    @Test func loadsNeedNoAlignmentAndStayInside() {
        for offset in -3...sample.count + 3 {
            let isInside = offset >= 0 && offset + 4 <= sample.count
            let expected =
                isInside ? (0..<4).reduce(UInt32(0)) { $0 | UInt32(sample[offset + $1]) << UInt32(8 * $1) } : nil
            #expect(sample.load(offset, as: UInt32.self) == expected)
        }
        for offset in [Int.max, Int.max - 7, Int.min] { #expect(sample.load(offset, as: UInt64.self) == nil) }
        #expect(Bytes().load(0, as: UInt8.self) == nil)
    }

    @Test func aSliceKeepsTheStorage() {
        func tail() -> Bytes? { Bytes([UInt8](repeating: 9, count: 100_000) + [1, 2, 3]).suffix(from: 100_000) }
        let part = tail()
        // Memory of the same size, so that a freed one would be taken.
        let others = (0..<10).map { Bytes([UInt8](repeating: UInt8($0), count: 100_003)) }
        #expect(part?.array == [1, 2, 3] && others.count == 10)
    }

    @Test func searchesAgreeWithSimpleOnes() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                UInt8.random(in: 0...2, using: &generator)
            }
            let pattern = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                UInt8.random(in: 0...2, using: &generator)
            }
            let start = Int.random(in: -2...32, using: &generator)
            let bytes = Bytes(text)
            let places = text.indices.filter { $0 >= start }
            #expect(bytes.firstIndex(of: pattern[0], from: start) == places.first { text[$0] == pattern[0] })
            let found = places.first { text[$0...].starts(with: pattern) }
            #expect(bytes.firstRange(of: pattern, from: start) == found)
            #expect(bytes.starts(with: pattern) == text.starts(with: pattern))
        }
        #expect(sample.firstRange(of: []) == nil)
        #expect(sample.firstIndex(of: 0x61, from: .max) == nil && sample.firstRange(of: [0x61], from: .max) == nil)
    }

    @Test func textIsRepaired() {
        #expect(sample.cString(at: 0) == "ab" && sample.cString(at: 2) == "" && sample.cString(at: 3) == "c\u{fffd}")
        #expect(sample.cString(at: 6) == nil && sample.cString(at: 9) == nil && sample.cString(at: 10) == nil)
        #expect(sample.cString(at: -1) == nil && sample.cString(at: .min) == nil)
        #expect(Bytes("aµ").array == [0x61, 0xc2, 0xb5] && Bytes([0xf0, 0x9f]).string == "\u{fffd}")
        #expect(Bytes().isEmpty && Bytes().string == "" && Bytes().array == [])
    }
}
