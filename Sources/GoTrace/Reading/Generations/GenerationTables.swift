import Evidence
import Wire

/// What the numbers in a generation's events stand for in the tables of the whole trace.
struct GenerationTables {
    /// To `StringID.rawValue`.
    private(set) var strings: NumberTable
    /// To stacks of `TraceStacks`.
    private(set) var stacks: NumberTable

    init() {
        strings = NumberTable()
        stacks = NumberTable()
    }

    /// Adds the strings and stacks of a generation to `tables`.
    /// - Throws: `malformed` when a frame refers to a string that is not there; in a lenient generation such
    ///   texts are empty instead.
    init(_ generation: ParsedGeneration, into tables: inout TraceTables) throws(InputError) {
        let bytes = generation.raw.bytes
        let interned = generation.texts.map {
            tables.strings.intern(bytes: bytes[$0.offset..<$0.offset + $0.length]).rawValue
        }
        strings = generation.strings
        strings.map { interned[Int($0)] }

        // As in the reference the first frame with an address is the frame of that address.
        var byAddress: [UInt64: UInt32] = [:]
        var numbers: [UInt32] = []
        numbers.reserveCapacity(generation.frames.count)
        for frame in generation.frames {
            if let known = byAddress[frame.programCounter] {
                numbers.append(known)
                continue
            }
            var function = strings[frame.function]
            var file = strings[frame.file]
            if function == NumberTable.absent || file == NumberTable.absent {
                guard generation.raw.isLenient else {
                    throw generation.raw.error(
                        "a frame refers to string \(function == NumberTable.absent ? frame.function : frame.file), "
                            + "which is not there", at: 0)
                }
                if function == NumberTable.absent { function = 0 }
                if file == NumberTable.absent { file = 0 }
            }
            let number = tables.stacks.intern(
                frame: TraceFrame(
                    programCounter: frame.programCounter, function: StringID(rawValue: function),
                    file: StringID(rawValue: file), line: frame.line))
            byAddress[frame.programCounter] = number
            numbers.append(number)
        }
        let stackNumbers = generation.stackRuns.map { tables.stacks.intern(numbers[$0]) }
        stacks = generation.stacks
        stacks.map { stackNumbers[Int($0)] }
    }
}
