/// Paths of Go files: messages have them relative to where the go command ran, profiles and logs absolute, and trimmed
/// programs by import path.
public enum SourcePath {
    /// How many elements at their end two paths of one file have in common; 0 when they cannot be the same file, for all of
    /// the shorter one has to agree.
    public static func common(_ a: String, _ b: String) -> Int {
        let (a, b) = (elements(a), elements(b))
        let count = min(a.count, b.count)
        return a.suffix(count).elementsEqual(b.suffix(count)) ? count : 0
    }

    /// `store/cache.go` of any path to it.
    static func withFolder(_ path: String) -> String { elements(path).suffix(2).joined(separator: "/") }

    private static func elements(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    }
}
