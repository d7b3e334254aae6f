import Evidence

/// Prefixes of source files that are cut off.
///
/// Source: `trimPath` in internal/report/source.go of google/pprof.
public struct PathTrimming: Sendable {
    private let prefixes: [[UInt8]]
    /// `/base/` of each search directory, when no prefix is given.
    private let searched: [[UInt8]]

    public init(_ options: PprofOptions) {
        func list(_ text: String) -> [String] {
            text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
        searched =
            options.trimPath.isEmpty && !options.sourcePath.isEmpty
            ? list(options.sourcePath).map { Array("/\(PathText.base($0))/".utf8) } : []
        let given = options.trimPath.isEmpty ? [] : list(options.trimPath)
        prefixes = (given + ["/proc/self/cwd/./", "/proc/self/cwd/"]).map {
            Array(($0.hasSuffix("/") ? $0 : $0 + "/").utf8)
        }
    }

    public func trim(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for want in searched {
            var at = path.startIndex
            while at < path.endIndex {
                if path[at...].starts(with: want) { return path[(at + want.count)...] }
                at += 1
            }
        }
        for prefix in prefixes where path.starts(with: prefix) { return path.dropFirst(prefix.count) }
        return path
    }
}
