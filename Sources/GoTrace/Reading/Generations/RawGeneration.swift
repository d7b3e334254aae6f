import Wire

/// A batch of a generation: a run of bytes that one thread wrote.
struct RawBatch {
    /// Number of the thread; `UInt64.max` is none.
    var thread: UInt64
    /// Time of the batch in units of the generation's clock.
    var time: UInt64
    /// Where its contents lie in `RawGeneration.bytes`.
    var contents: Range<Int>
    /// Number of the experiment; 0 is none.
    var experiment: UInt8
}

/// All bytes of one generation, and where its batches lie in them.
struct RawGeneration {
    var number: UInt64
    var bytes: [UInt8]
    var batches: [RawBatch]
    /// Offset of `bytes` in the file.
    var origin: Int
    /// What is wrong behind the last whole batch, when the generation is read in spite of it.
    var damage: InputError?
    /// Whether the file ended, or was damaged, before the generation did: its last batches, and with them its tables,
    /// may be missing.
    var isIncomplete = false
    /// Whether nothing that can be read follows.
    var isLast = false
    /// Whether missing strings, stacks and clocks are made up for, as in what is saved of a damaged trace.
    var isLenient = false
    /// The least time of its batches, in units; 0 counts as no time.
    var firstTime: UInt64

    func error(_ message: String, at offset: Int) -> InputError {
        InputError(.malformed, message, offset: UInt64(origin + offset))
    }
}
