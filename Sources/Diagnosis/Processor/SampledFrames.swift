/// The frames of many stacks, each of which is one of few.
struct SampledFrames: RandomAccessCollection, Sendable {
    /// Numbers of distinct frames.
    private var numbers: [UInt32] = []
    private let distinct: [ProcessorEvidence.Frame]

    init(of distinct: [ProcessorEvidence.Frame]) { self.distinct = distinct }

    var startIndex: Int { 0 }
    var endIndex: Int { numbers.count }

    subscript(index: Int) -> ProcessorEvidence.Frame { distinct[Int(numbers[index])] }

    mutating func reserveCapacity(_ count: Int) { numbers.reserveCapacity(count) }

    mutating func removeLast(_ count: Int) { numbers.removeLast(count) }

    /// Adds distinct frames by their numbers.
    mutating func append(_ range: Range<Int>) { for number in range { numbers.append(UInt32(number)) } }
}
