/// The longest of all that were offered, longest first; of equals the one that came first.
public struct SlowestList<Element> {
    public private(set) var elements: [(duration: Int64, element: Element)] = []
    let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether something of this duration would be kept.
    func admits(_ duration: Int64) -> Bool {
        guard let last = elements.last, elements.count >= limit else { return limit > 0 }
        return duration > last.duration
    }

    mutating func add(_ duration: Int64, _ element: Element) {
        guard admits(duration) else { return }
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].duration >= duration { low = middle + 1 } else { high = middle }
        }
        elements.insert((duration, element), at: low)
        if elements.count > limit { elements.removeLast() }
    }
}

extension SlowestList: Sendable where Element: Sendable {}
