extension Array {
    /// Appends a value until there is an element at an index: tables by slot, group, stack or text grow as their
    /// numbers come up, with room for twice as many each time.
    @inline(__always)
    mutating func reach(_ index: Int, with value: @autoclosure () -> Element) {
        if index >= count { append(contentsOf: repeatElement(value(), count: index + 1 - count)) }
    }
}
