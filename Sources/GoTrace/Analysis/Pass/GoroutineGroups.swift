import Evidence

/// Goroutines that began with the same function.
///
/// The first stack of a goroutine that is older than the trace may come late. Until then it has a group of its own,
/// which is merged into the right one by then: whoever keeps numbers of groups asks `resolve` for them at the end.
public struct GoroutineGroups: Sendable {
    private var roots: [StringID] = [.empty]
    /// The group that stands for each group now: itself, unless it was merged.
    private var merged: [Int32] = [0]
    private var byRoot: [StringID: Int32] = [.empty: 0]

    /// The group of goroutines that show no stack at all.
    public static let unknown: Int32 = 0

    public init() {}

    public var count: Int { roots.count }

    /// The function with which goroutines of a group began; empty when unknown.
    public func root(_ group: Int32) -> StringID { roots[Int(resolve(group))] }

    /// The number that stands for a group now.
    public func resolve(_ group: Int32) -> Int32 { merged[Int(group)] }

    mutating func group(root: StringID) -> Int32 {
        if let known = byRoot[root] { return known }
        let new = Int32(roots.count)
        roots.append(root)
        merged.append(new)
        byRoot[root] = new
        return new
    }

    /// A group of one goroutine whose function is not known yet; counts as `unknown` until it is merged.
    mutating func provisional() -> Int32 {
        roots.append(.empty)
        merged.append(Self.unknown)
        return Int32(roots.count - 1)
    }

    mutating func merge(_ provisional: Int32, into group: Int32) { merged[Int(provisional)] = group }
}
