/// Version of the format of an execution trace: the minor version of Go in its header.
///
/// Toolchains write 22 (Go 1.22), 23 (1.23 and 1.24), 25, and 26 (1.26 and 1.27); before, 11, 19 and 21 had a different
/// format. Source: `internal/trace/version` of Go 1.27.3.
public struct TraceVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let minor: Int

    public init(minor: Int) { self.minor = minor }

    public static let go122 = TraceVersion(minor: 22)
    public static let go123 = TraceVersion(minor: 23)
    public static let go125 = TraceVersion(minor: 25)
    public static let go126 = TraceVersion(minor: 26)

    /// Length of the header: `go 1.NN trace` and zero bytes.
    public static let headerLength = 16

    public static func < (a: TraceVersion, b: TraceVersion) -> Bool { a.minor < b.minor }

    /// Whether batches belong to processors, as before Go 1.22.
    public var isLegacy: Bool { minor < 22 }

    /// Whether the version is one that was published; a newer one is read as the newest of these.
    public var isKnown: Bool { [11, 19, 21, 22, 23, 25, 26].contains(minor) }

    /// Whether a generation ends with a mark of its own.
    public var hasEndOfGeneration: Bool { self >= .go126 }

    /// Whether frequency and a reading of the clocks stand in one batch.
    public var hasClockSnapshots: Bool { self >= .go125 }

    /// Number of the last event that traces of this version may have.
    public var lastEventType: UInt8 {
        if self < .go123 { return EventType.lastOfGo122.rawValue }
        if self < .go125 { return EventType.lastOfGo123.rawValue }
        if self < .go126 { return EventType.lastOfGo125.rawValue }
        return EventType.allCases.last?.rawValue ?? 0
    }

    public var description: String { "go 1.\(minor)" }
}
