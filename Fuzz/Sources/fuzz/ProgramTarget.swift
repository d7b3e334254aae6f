import GoBinary
import Wire

extension FuzzTarget {
    static let program = [
        FuzzTarget(
            name: "program", what: "the executable of a real Go program with some bytes replaced",
            maximumLength: 24 * recordSize, seeds: { recordSeeds }, run: { readProgram($0) })
    ]

    /// A replacement: how long (1 byte), where (4), by what (8).
    private static let recordSize = 13

    private static let recordSeeds: [[UInt8]] = (0..<4).map { region in
        [region * 2, 77, 1, 0, region << 6, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]
    }

    private static let contents = FrozenProcess.shared.contents.array

    /// Where the header of the function table lies (its magic number of Go 1.20 and later); 0 when it is not there.
    private static let functionTable =
        FrozenProcess.shared.contents.firstRange(of: [0xf1, 0xff, 0xff, 0xff, 0, 0]) ?? 0

    private static func readProgram(_ input: [UInt8]) {
        let records = Bytes(input)
        var spoilt = contents
        for at in stride(from: 0, to: input.count, by: recordSize) {
            guard let kind: UInt8 = records.load(at), let selector: UInt32 = records.load(at + 1),
                let value = records.slice(at + 5, 8)?.array
            else { break }
            let start = place(selector)
            let count = min([1, 2, 4, 8][Int(kind & 3)], spoilt.count - start)
            spoilt.replaceSubrange(start..<start + count, with: value[..<count])
        }
        consume(ExecutableFuzz.run(spoilt))
    }

    /// Half of all selectors mean the headers of the file and of the function table.
    private static func place(_ selector: UInt32) -> Int {
        let offset = Int(selector & 0xff_ffff)
        switch selector >> 30 {
        case 0: return offset % 1024
        case 1: return min(functionTable + offset % 256, contents.count - 1)
        case 2: return functionTable + offset % (contents.count - functionTable)
        default: return offset % contents.count
        }
    }
}
