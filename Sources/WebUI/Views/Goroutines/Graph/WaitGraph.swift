import Diagnosis
import GoProcess

/// A wait-for graph small enough to be drawn: goroutines with one stack and objects with the same neighbours are one
/// node each.
///
/// Putting goroutines together must not make up a cycle where there is none: one of a group may hold what another one
/// waits for. So only goroutines that are equally far from the end of their paths are put together, and those that are
/// in a cycle, or that a path ends at, stay alone.
struct WaitGraph: Sendable {
    struct Node: Sendable {
        enum Content: Hashable, Sendable {
            /// Positions in the look.
            case goroutines([UInt32])
            case objects([WaitObjectID])
        }

        var content: Content
        /// Goroutines that wait at an object, or for what the goroutines hold; several ways count several times.
        var width = 0
        /// Number of the cycle that it is in, from 1; 0 when it is in none.
        var cycle = 0
        /// Goroutines that wait behind it, when it is where paths end.
        var rootWaiting: Int?
        /// From the left: waiters stand to the left of what they wait for.
        var layer = 0
        /// From the top of its layer.
        var row = 0

        var count: Int {
            switch content {
            case .goroutines(let list): list.count
            case .objects(let list): list.count
            }
        }

        var isObject: Bool { if case .objects = content { true } else { false } }
    }

    struct Edge: Sendable {
        /// Positions in `nodes`: from who waits to what for, and from there to who could end it.
        var from: Int
        var to: Int
        /// Goroutines that wait, or that could end it.
        var count: Int
        /// How a goroutine waits; nil for an edge that leaves an object.
        var operation: WaitOperation?
        var relation: BlockerRelation?
        /// Of the surest blocker.
        var confidence: Float = 0
        /// It is a part of a cycle.
        var isCycle = false
    }

    var nodes: [Node] = []
    var edges: [Edge] = []
    /// What did not fit.
    var hiddenGoroutines = 0
    var hiddenObjects = 0
    /// Goroutines that wait for something that nobody is known to end, and are therefore no part of the drawing.
    var openWaiting = 0
    var cycleCount = 0

    var layerCount: Int { (nodes.map(\.layer).max() ?? -1) + 1 }
}
