/// Which functions of the program the processor time goes to.
struct HotFunctions: Sendable {
    struct Row: Sendable {
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

        fileprivate mutating func add(_ stack: ProcessorEvidence.Stack, _ number: Int, _ place: Int) {
            all &+= stack.time
            if place == stack.own { own &+= stack.time }
            if stack.time > widest.time { widest = (stack.time, number, place) }
            depth += Double(stack.frames.upperBound - place) * Double(stack.time)
        }
    }

    private(set) var rows: [Row] = []
    /// Nanoseconds of all that was looked at.
    private(set) var total: Int64 = 0

    init(_ evidence: ProcessorEvidence, where isMeant: (ProcessorEvidence.Stack) -> Bool) {
        self.init(evidence.functions, evidence.frames, evidence.stacks, where: isMeant)
    }

    /// Of the stacks for which `isMeant` says so.
    init(
        _ functions: [SampledFunction], _ frames: SampledFrames, _ stacks: [ProcessorEvidence.Stack],
        where isMeant: (ProcessorEvidence.Stack) -> Bool
    ) {
        let isOwn = functions.map(\.isOwn)
        // By function: its row, and the last stack that it was counted for.
        var numbers = [Int32](repeating: -1, count: functions.count)
        var counted = numbers
        for (number, stack) in stacks.enumerated() where isMeant(stack) {
            total &+= stack.time
            for place in stack.frames {
                let function = Int(frames[place].function)
                guard isOwn[function], counted[function] != number else { continue }
                counted[function] = Int32(number)
                if numbers[function] < 0 {
                    numbers[function] = Int32(rows.count)
                    rows.append(Row(function: Int32(function)))
                }
                rows[Int(numbers[function])].add(stack, number, place)
            }
        }
    }

    /// The function that most time is spent in, with what it calls of Go's library.
    var hottest: Row? { rows.max { ($0.own, -Int64($0.function)) < ($1.own, -Int64($1.function)) } }

    /// The innermost function under which at least `share` of the time is spent.
    func narrowest(share: Double) -> Row? {
        let wide = rows.filter { Double($0.all) >= share * Double(max(1, total)) }
        return wide.max {
            let (a, b) = ($0.depth / Double(max(1, $0.all)), $1.depth / Double(max(1, $1.all)))
            return a != b ? a < b : $0.function > $1.function
        }
    }
}
