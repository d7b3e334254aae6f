import CRE2

/// A regular expression of RE2, whose syntax is that of Go's `regexp`; matches in time linear in the text.
public final class RegularExpression: @unchecked Sendable {
    public let pattern: String
    private let handle: OpaquePointer

    /// - Throws: `usage` with RE2's own words when the pattern is not one.
    public init(_ pattern: String) throws {
        var reason = [CChar](repeating: 0, count: 200)
        let utf8 = Array(pattern.utf8)
        let compiled = unsafe utf8.withUnsafeBytes { bytes in
            unsafe reason.withUnsafeMutableBufferPointer { reason in
                unsafe sonde_re2_compile(
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, reason.baseAddress,
                    reason.count)
            }
        }
        guard let compiled = unsafe compiled else {
            let words = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw InputError(.usage, "`\(pattern)` is no regular expression: \(words)")
        }
        unsafe handle = compiled
        self.pattern = pattern
    }

    deinit { unsafe sonde_re2_free(handle) }

    /// True when the pattern matches anywhere in a text of UTF-8.
    public func matches(_ text: some Collection<UInt8>) -> Bool {
        let result = text.withContiguousStorageIfAvailable { bytes in
            unsafe sonde_re2_matches(handle, UnsafeRawPointer(bytes.baseAddress)?.bindCharacters(), bytes.count)
        }
        if let result { return result != 0 }
        return matches(Array(text))
    }

    public func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }

    /// The leftmost match at or after `start`: ranges of the whole and of the first groups, nil for a group that took
    /// no part.
    public func firstMatch(in text: [UInt8], from start: Int = 0, groups: Int = 0) -> [Range<Int>?]? {
        var spans = [Int](repeating: -1, count: 2 * (groups + 1))
        let found = unsafe text.withUnsafeBytes { bytes in
            unsafe spans.withUnsafeMutableBufferPointer { spans in
                unsafe sonde_re2_find(
                    handle, bytes.baseAddress?.bindCharacters(), bytes.count, start, spans.baseAddress,
                    Int32(groups + 1))
            }
        }
        guard found != 0 else { return nil }
        return (0...groups).map { spans[2 * $0] < 0 ? nil : spans[2 * $0]..<spans[2 * $0 + 1] }
    }
}

extension UnsafeRawPointer {
    fileprivate func bindCharacters() -> UnsafePointer<CChar> { unsafe assumingMemoryBound(to: CChar.self) }
}
