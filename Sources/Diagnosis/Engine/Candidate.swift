import GoProcess

/// A finding on its way to the report, with what the ranking needs to tell roots from symptoms.
struct Candidate {
    var finding: Finding
    /// Goroutines that it concerns, those that make the others wait included. Ascending.
    var goroutines: [UInt32]
    /// Of those, the ones that make the others wait. Ascending.
    var culprits: [UInt32] = []
    /// The locks, channels or pools that it is about.
    var objects: Set<WaitObjectID> = []
    /// Objects that its culprits wait for in turn.
    var ahead: Set<WaitObjectID> = []

    init(
        _ finding: Finding, goroutines: some Sequence<UInt32>, culprits: some Sequence<UInt32> = [],
        objects: Set<WaitObjectID> = [], ahead: some Sequence<WaitObjectID> = []
    ) {
        self.finding = finding
        self.culprits = culprits.sorted()
        self.goroutines = Set(goroutines).union(self.culprits).sorted()
        self.objects = objects
        self.ahead = Set(ahead).subtracting(objects)
    }

    /// The goroutines that wait, without those that make them.
    var waiting: Int { goroutines.count - culprits.count }
}

/// How many numbers two ascending arrays share.
func sharedCount(_ a: [UInt32], _ b: [UInt32]) -> Int {
    var i = 0
    var j = 0
    var shared = 0
    while i < a.count, j < b.count {
        if a[i] == b[j] {
            shared += 1
            i += 1
            j += 1
        } else if a[i] < b[j] {
            i += 1
        } else {
            j += 1
        }
    }
    return shared
}
