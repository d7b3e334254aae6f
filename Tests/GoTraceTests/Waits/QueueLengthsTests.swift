import TestSupport
import Testing

@testable import GoTrace

@Suite struct QueueLengthsTests {
    @Test(arguments: 0..<20)
    func agreesWithCountingAtEveryMoment(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var waits: [(start: Int64, end: Int64)] = []
        for _ in 0..<60 {
            let start = Int64.random(in: 0..<1000, using: &random)
            waits.append((start, start + Int64.random(in: 1..<100, using: &random)))
        }
        waits.sort { $0.end < $1.end }
        var queues = QueueLengths()
        for wait in waits { queues.note(stack: 7, start: wait.start, end: wait.end) }
        let longest = waits.map { one in waits.count { $0.start < one.end && $0.end >= one.end } }.max() ?? 0
        #expect(queues.longest(stack: 7) == longest)
        #expect(queues.longest(stack: 8) == 0)
    }

    @Test func longQueuesAreCountedUpToTheLimit() {
        var queues = QueueLengths()
        for end in 0..<2000 { queues.note(stack: 0, start: -1, end: Int64(end)) }
        #expect(queues.longest(stack: 0) >= QueueLengths.limit)
    }

    @Test func sumsByKey() {
        var sums = KeyedSums()
        var expected: [KeyedSums.Key: Int64] = [:]
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5000 {
            let key = KeyedSums.Key(UInt64.random(in: 0..<40, using: &random), UInt64.random(in: 0..<9, using: &random))
            let value = Int64.random(in: 0..<1000, using: &random)
            sums.add(key, value)
            expected[key, default: 0] += value
        }
        #expect(Dictionary(uniqueKeysWithValues: sums.entries.map { ($0.key, $0.sum) }) == expected)
        #expect(sums.entries.reduce(0) { $0 + $1.count } == 5000)
    }
}
