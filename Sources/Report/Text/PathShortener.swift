import Diagnosis
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
        let package = ImportPath.unescaped(String(FunctionName.package(function)))
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
