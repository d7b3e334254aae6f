import Evidence

/// What a build asked of its cache: actions are looked up by files `HH/<64 digits>-a`.
///
/// Source: `cmd/go/internal/cache` of Go 1.27.3.
public struct GoCacheUse: Sendable {
    public private(set) var hits = 0
    public private(set) var misses = 0
    /// Folder of the cache; empty when nothing was looked up.
    public private(set) var folder = ""
    /// Look-ups are remembered, so that an entry that the same build writes and reads counts once.
    private var seen: Set<StringID> = []
    private var known: [StringID: Bool] = [:]

    public init() {}

    /// Takes an event of the go command.
    /// - Parameter phase: what it was busy with; entries that are written are no look-ups.
    public mutating func take(_ event: ActivityEvent, phase: GoPhase, _ tables: ActivityTables) {
        guard phase != .cacheWrite, event.kind == .file, event.path != .empty, isEntry(event.path, tables) else {
            return
        }
        let operation = tables.strings.bytes(event.operation)
        guard operation.starts(with: "open".utf8), seen.insert(event.path).inserted else { return }
        let result = tables.strings.bytes(event.result)
        if result.first == UInt8(ascii: "E") { misses += 1 } else { hits += 1 }
        if folder.isEmpty {
            folder = String(decoding: tables.strings.bytes(event.path).dropLast(Self.tailLength), as: UTF8.self)
        }
    }

    /// `/HH/` and 64 digits and `-a`.
    private static let tailLength = 4 + 64 + 2

    private mutating func isEntry(_ path: StringID, _ tables: ActivityTables) -> Bool {
        if let known = known[path] { return known }
        let bytes = tables.strings.bytes(path)
        let tail = bytes.suffix(Self.tailLength)
        let isEntry =
            bytes.count > Self.tailLength && tail.suffix(2).elementsEqual("-a".utf8)
            && tail.dropLast(2).suffix(64).allSatisfy { Self.isDigit($0) }
            && tail.first == UInt8(ascii: "/")
        known[path] = isEntry
        return isEntry
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte >= 0x61 && byte <= 0x66
    }
}
