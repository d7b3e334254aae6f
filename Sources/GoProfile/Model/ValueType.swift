import Evidence

/// What a column of values counts, such as `cpu` in `nanoseconds`.
public struct ValueType: Hashable, Sendable {
    public var type: StringID
    public var unit: StringID

    public init(type: StringID = .empty, unit: StringID = .empty) {
        self.type = type
        self.unit = unit
    }
}
