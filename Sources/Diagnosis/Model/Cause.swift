/// An id of the closed vocabulary of causes, such as `contention.lock-across-io`.
public struct Cause: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
