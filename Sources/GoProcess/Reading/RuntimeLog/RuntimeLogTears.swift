import Wire

/// Puts lines together again that the program wrote into: the runtime writes them in pieces, mostly while the program goes
/// on, so that a whole line of the program stands in the middle of one.
struct RuntimeLogTears {
    /// The beginning of a line, as far as it can be the runtime's.
    struct Tear {
        var text: [UInt8]
        var isLook: Bool
        /// It is the runtime's without doubt.
        var isSure: Bool
        var age = 0
    }

    private var tear: Tear?
    private var given = 0

    /// The rest of a line comes within so many.
    private static let lines = 8

    /// Lines of the runtime that could not be put together.
    var lost: Int { given + (tear?.isSure == true ? 1 : 0) }

    mutating func begin(_ new: Tear) {
        giveUp()
        tear = new
    }

    private mutating func giveUp() {
        if tear?.isSure == true { given += 1 }
        tear = nil
    }

    /// Tries a line as what follows upon the tear.
    /// - Returns: the entry, once it is whole; and whether the line is a part of it.
    mutating func join(_ line: Bytes) -> (entry: RuntimeLog.Entry?, isPart: Bool) {
        guard var current = tear else { return (nil, false) }
        let length = min(line.count, RuntimeLogReader.lineLimit)
        let joined = Bytes(current.text + (line.slice(0, length)?.array ?? []))
        switch current.isLook ? RuntimeLogLine.look(joined, at: 0) : RuntimeLogLine.collection(joined, at: 0) {
        case .entry(let entry, _):
            tear = nil
            return (entry, true)
        case .broken(let end, let isSure):
            let isFurther = isSure && end > current.text.count
            if isFurther, let text = joined.slice(0, end) {
                current.text = text.array
                current.isSure = true
                current.age = 0
            }
            current.age += 1
            tear = current
            if current.age > Self.lines { giveUp() }
            return (nil, isFurther)
        }
    }
}
