import Evidence

/// Absolute paths from what programs hand to the kernel.
enum PathResolution {
    /// A path seen from a folder, without `.` and empty parts. `..` stays: what it leads to depends on symbolic links,
    /// which a log does not have, unless the part before is `..` too.
    /// - Parameter folder: an absolute path; empty when unknown, and then the path stays relative.
    static func absolute(_ path: ArraySlice<UInt8>, in folder: ArraySlice<UInt8>) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        if path.first != slash, folder.isEmpty { return Array(path) }
        // A folder that is a pipe or a socket is none.
        if path.first != slash, folder.first != slash { return Array(path) }
        var result: [UInt8] = []
        result.reserveCapacity(folder.count + path.count + 1)
        if path.first != slash { append(folder, to: &result) }
        append(path, to: &result)
        return result.isEmpty ? [slash] : result
    }

    /// The number of a path seen from a folder.
    static func intern(_ path: ArraySlice<UInt8>, in folder: StringID, _ tables: inout ActivityTables) -> StringID {
        // Most paths are absolute and plain: no array is made of those.
        if isPlain(path) { return tables.strings.intern(bytes: path) }
        return tables.strings.intern(bytes: absolute(path, in: tables.strings.bytes(folder)))
    }

    /// Whether a path is absolute, without `.`, empty parts, and a slash at its end.
    private static func isPlain(_ path: ArraySlice<UInt8>) -> Bool {
        let slash = UInt8(ascii: "/")
        guard path.first == slash, path.count > 1, path.last != slash else { return false }
        var isAfterSlash = true
        var isAfterDot = false
        for byte in path.dropFirst() {
            if byte == slash {
                if isAfterSlash || isAfterDot { return false }
                isAfterSlash = true
            } else {
                isAfterDot = isAfterSlash && byte == UInt8(ascii: ".")
                isAfterSlash = false
            }
        }
        return !isAfterDot
    }

    private static func append(_ path: ArraySlice<UInt8>, to result: inout [UInt8]) {
        let slash = UInt8(ascii: "/")
        var start = path.startIndex
        while start < path.endIndex {
            var end = start
            while end < path.endIndex, path[end] != slash { end += 1 }
            let isHere = end == start + 1 && path[start] == UInt8(ascii: ".")
            if end > start, !isHere {
                result.append(slash)
                result += path[start..<end]
            }
            start = end + 1
        }
    }
}
