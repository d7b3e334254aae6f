/// Which functions of the program the processor time goes to.
struct HotFunctions {
    struct Row {
        var function: Int32
        /// Nanoseconds of stacks that it is on.
        var all: Int64 = 0
        /// Of these, the ones in which it is the innermost function of the program: itself, and what it calls of Go's
        /// library.
        var own: Int64 = 0
        /// The stack with it that took most, and where it stands on that.
        var widest: (time: Int64, stack: Int, frame: Int) = (0, 0, 0)
        /// Sum of depth times time, to tell callers from callees.
        var depth = 0.0
    }

    private(set) var rows: [Int32: Row] = [:]
    /// Nanoseconds of all that was looked at.
    private(set) var total: Int64 = 0

    /// Of the stacks for which `isMeant` says so.
    init(_ evidence: ProcessorEvidence, where isMeant: (ProcessorEvidence.Stack) -> Bool = \.isProgram) {
        for (number, stack) in evidence.stacks.enumerated() where isMeant(stack) {
            total &+= stack.time
            add(stack, number, evidence)
        }
    }

    private mutating func add(_ stack: ProcessorEvidence.Stack, _ number: Int, _ evidence: ProcessorEvidence) {
        var seen: Set<Int32> = []
        for place in stack.frames {
            let function = evidence.frames[place].function
            guard evidence.functions[Int(function)].isOwn, seen.insert(function).inserted else { continue }
            var row = rows[function] ?? Row(function: function)
            row.all &+= stack.time
            if place == stack.own { row.own &+= stack.time }
            if stack.time > row.widest.time { row.widest = (stack.time, number, place) }
            row.depth += Double(stack.frames.upperBound - place) * Double(stack.time)
            rows[function] = row
        }
    }

    /// The function that most time is spent in, with what it calls of Go's library.
    var hottest: Row? { rows.values.max { ($0.own, -Int64($0.function)) < ($1.own, -Int64($1.function)) } }

    /// The innermost function under which at least `share` of the time is spent.
    func narrowest(share: Double) -> Row? {
        let wide = rows.values.filter { Double($0.all) >= share * Double(max(1, total)) }
        return wide.max {
            let (a, b) = ($0.depth / Double(max(1, $0.all)), $1.depth / Double(max(1, $1.all)))
            return a != b ? a < b : $0.function > $1.function
        }
    }
}
