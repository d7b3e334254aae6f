/// How many goroutines waited at once for what one place in the program let go of.
struct QueueLengths {
    private struct Queue {
        /// Ends of the last waits, and how many goroutines are known to have waited right before each.
        var ends: [Int64] = []
        var lengths: [Int32] = []
        var next = 0
        var longest: Int32 = 0
    }

    /// Longer queues are not told apart.
    static let limit = 256
    private var queues: [Queue] = []
    /// By the number of the stack that let go; -1 for none.
    private var byStack: [Int32] = []

    /// Notes a wait that ended. Waits have to come in the order of their ends.
    mutating func note(stack: UInt32, start: Int64, end: Int64) {
        byStack.reach(Int(stack), with: -1)
        if byStack[Int(stack)] < 0 {
            byStack[Int(stack)] = Int32(queues.count)
            queues.append(Queue())
        }
        note(queue: Int(byStack[Int(stack)]), start, end)
    }

    /// The queue was longest right before some wait ended: each wait counts for those that ended while it lasted.
    private mutating func note(queue: Int, _ start: Int64, _ end: Int64) {
        var index = queues[queue].ends.count < Self.limit ? queues[queue].ends.count : queues[queue].next
        for _ in 0..<queues[queue].ends.count {
            index = index == 0 ? queues[queue].ends.count - 1 : index - 1
            if queues[queue].ends[index] <= start { break }
            queues[queue].lengths[index] += 1
            queues[queue].longest = max(queues[queue].longest, queues[queue].lengths[index])
        }
        queues[queue].longest = max(queues[queue].longest, 1)
        if queues[queue].ends.count < Self.limit {
            queues[queue].ends.append(end)
            queues[queue].lengths.append(1)
            return
        }
        queues[queue].ends[queues[queue].next] = end
        queues[queue].lengths[queues[queue].next] = 1
        queues[queue].next = (queues[queue].next + 1) % Self.limit
    }

    /// The most goroutines that waited at once; 0 without any.
    func longest(stack: UInt32) -> Int {
        guard Int(stack) < byStack.count, byStack[Int(stack)] >= 0 else { return 0 }
        return Int(queues[Int(byStack[Int(stack)])].longest)
    }
}
