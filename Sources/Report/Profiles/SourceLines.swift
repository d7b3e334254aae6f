import Evidence
import GoProfile
import Wire

/// Source files by the paths that a profile names.
///
/// Relative paths are looked for in the search directories and everything above them. Source: `openSourceFile` in
/// internal/report/source.go of google/pprof.
public struct SourceLines {
    /// Contents of a file.
    public typealias Open = (String) throws -> Bytes

    private let searchPath: String
    private let trimming: PathTrimming
    private let libraries: SourceLibraries
    private let open: Open
    private var known: [String: Result<[[UInt8]], InputError>] = [:]

    /// - Parameters:
    ///   - workingDirectory: is searched when no other directory is given.
    ///   - libraries: are searched last.
    public init(
        _ options: PprofOptions, workingDirectory: String, libraries: SourceLibraries = SourceLibraries(),
        open: @escaping Open
    ) {
        var options = options
        if options.sourcePath.isEmpty { options.sourcePath = workingDirectory }
        searchPath = options.sourcePath
        trimming = PathTrimming(options)
        self.libraries = libraries
        self.open = open
    }

    /// The lines of a file, without their ends; why there are none.
    public mutating func lines(of path: String) -> Result<[[UInt8]], InputError> {
        if let result = known[path] { return result }
        let result = find(path).map(Self.lines)
        known[path] = result
        return result
    }

    /// Whether a file's lines were asked for before.
    func hasLooked(for path: String) -> Bool { known[path] != nil }

    private func find(_ path: String) -> Result<Bytes, InputError> {
        let trimmed = String(decoding: trimming.trim(Array(path.utf8)[...]), as: UTF8.self)
        if trimmed.hasPrefix("/") {
            do { return .success(try open(trimmed)) } catch {
                if let bytes = libraries.find(trimmed, open) { return .success(bytes) }
                return .failure(InputError(.notFound, "open \(trimmed): \(Self.reason(error))"))
            }
        }
        for directory in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
            var directory = String(directory)
            while true {
                let joined = PathText.clean(Array((directory + "/" + trimmed).utf8)[...])
                if let bytes = try? open(String(decoding: joined, as: UTF8.self)) { return .success(bytes) }
                let parent = PathText.parent(directory)
                if parent == directory { break }
                directory = parent
            }
        }
        if let bytes = libraries.find(trimmed, open) { return .success(bytes) }
        return .failure(InputError(.notFound, "could not find file \(trimmed) on path \(searchPath)"))
    }

    /// The words of the operating system, as Go prints them.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? InputError else { return "\(error)" }
        switch error.code {
        case .notFound: return "no such file or directory"
        case .notPermitted: return "permission denied"
        default: return error.message
        }
    }

    private static func lines(_ bytes: Bytes) -> [[UInt8]] {
        var result = bytes.array.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
        if result.last?.isEmpty ?? false { result.removeLast() }
        return result
    }
}
