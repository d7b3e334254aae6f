/// An address as the linker assigned it, before the loader moved the image.
public struct StaticAddress: Hashable, Sendable, Comparable {
    public var rawValue: UInt64
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// Where the address lies in a process whose image was moved by `slide`.
    public func moved(by slide: Slide) -> RuntimeAddress { RuntimeAddress(rawValue &+ slide.rawValue) }
}

/// An address in a running process or a core file.
public struct RuntimeAddress: Hashable, Sendable, Comparable {
    public var rawValue: UInt64
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    public func unmoved(by slide: Slide) -> StaticAddress { StaticAddress(rawValue &- slide.rawValue) }
}

/// Distance between static and runtime addresses of one image, modulo 2^64; 0 unless it is position-independent.
public struct Slide: Hashable, Sendable {
    public var rawValue: UInt64
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
    public static let none = Slide(0)
}
