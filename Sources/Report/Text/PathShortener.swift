import Evidence

/// Shortens the paths of source files for people; JSON keeps them whole.
///
/// A file of the main module becomes relative to the module, a file of another package its import path and name, and
/// anything else its last two elements.
public struct PathShortener: Sendable {
    /// Path of the main module; empty when unknown.
    public let module: String

    public init(module: String) { self.module = module }

    /// `file:line` of a frame; empty when the file is unknown.
    public func location(_ frame: ResolvedFrame) -> String {
        if frame.file.isEmpty { return "" }
        let path = shorten(frame.file, function: frame.function)
        return frame.line > 0 ? "\(path):\(frame.line)" : path
    }

    /// A shorter path for `file`, in which `function` (a full name) is.
    public func shorten(_ file: String, function: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return file }
        let name = String(file[file.index(after: slash)...])
        let folder = file[..<slash]
        let package = FunctionName.package(of: function)
        if !package.isEmpty, package != "main", package != "command-line-arguments" {
            if let inside = relative(package) { return inside.isEmpty ? name : "\(inside)/\(name)" }
            if folder == package || folder.hasSuffix("/" + package) { return "\(package)/\(name)" }
        }
        if let inside = relative(String(folder)) { return inside.isEmpty ? name : "\(inside)/\(name)" }
        let parent = folder.lastIndex(of: "/").map { folder[folder.index(after: $0)...] } ?? folder
        return parent.isEmpty ? file : "\(parent)/\(name)"
    }

    /// The path of a package below the module: empty for the module's own; nil when it lies outside.
    private func relative(_ package: String) -> String? {
        guard !module.isEmpty, package.hasPrefix(module) else { return nil }
        let rest = package.dropFirst(module.count)
        if rest.isEmpty { return "" }
        return rest.first == "/" ? String(rest.dropFirst()) : nil
    }
}

/// Parts of the full name of a function, such as `net/http.(*conn).serve`.
public enum FunctionName {
    /// The name without the folders of its package's import path: `http.(*conn).serve`; `?` for an empty name.
    public static func short(_ function: String) -> String {
        if function.isEmpty { return "?" }
        return String(function[lastElement(of: function)...])
    }

    /// The import path of a function's package: everything before the first dot behind the last slash.
    ///
    /// The linker writes dots of the path's last element as `%2e`.
    public static func package(of function: String) -> String {
        let start = lastElement(of: function)
        guard let dot = function[start...].firstIndex(of: ".") else { return "" }
        let package = String(function[..<dot])
        guard package.contains("%2e") else { return package }
        return package.split(separator: "%2e", omittingEmptySubsequences: false).joined(separator: ".")
    }

    /// Where the last element of the import path begins; type arguments and receivers may hold slashes of their own.
    private static func lastElement(of function: String) -> String.Index {
        let head = function.prefix { $0 != "[" && $0 != "(" }
        return head.lastIndex(of: "/").map { head.index(after: $0) } ?? head.startIndex
    }
}
