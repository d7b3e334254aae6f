import TestSupport
import Testing

@testable import GoProfile

@Suite struct AddressSpaceTests {
    /// Random mappings, compared with an array that has each address' file.
    @Test func newMappingsReplaceOldOnes() {
        var generator = SeededGenerator(seed: 3)
        var space = AddressSpace()
        var expected = [(file: Int, offset: UInt64)?](repeating: nil, count: 64)
        for file in 0..<400 {
            let start = UInt64.random(in: 0..<60, using: &generator)
            let end = min(64, start + UInt64.random(in: 0...12, using: &generator))
            let offset = UInt64.random(in: 0..<100, using: &generator)
            space.map(.init(start: start, end: end, fileOffset: offset, file: file))
            if start < end { for place in start..<end { expected[Int(place)] = (file, offset + place - start) } }
            for place in 0..<64 {
                let part = space.part(containing: UInt64(place))
                #expect(part?.file == expected[place]?.file)
                #expect(part.map { $0.fileOffset + UInt64(place) - $0.start } == expected[place]?.offset)
            }
        }
        #expect(zip(space.parts, space.parts.dropFirst()).allSatisfy { $0.end <= $1.start })
    }
}
