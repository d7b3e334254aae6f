import Evidence
import Testing

@Suite struct PathTests {
    @Test(arguments: [
        ("", "", "."), ("/", "/", "/"), ("//", "//", "/"), ("a", "a", "a"), ("./k.go", "k.go", "k.go"),
        ("/src/é/k.go", "k.go", "k.go"), ("/src/é", "é", "é"), ("é/", "é", "é"), ("a/b//", "b", "b"),
        ("C:\\src\\k.go", "k.go", "C:\\src\\k.go"), ("a\\b/c\\", "c", "c\\"),
    ]) func lastParts(path: String, last: String, base: String) {
        #expect(PathText.last(path) == last)
        #expect(PathText.base(path) == base)
    }

    /// What the linker writes (cmd/internal/objabi, PathToPrefix), and what only looks like it.
    @Test(arguments: [
        ("example.com/a", "example.com/a"), ("gopkg.in/yaml%2ev3", "gopkg.in/yaml.v3"), ("a%2Eb%2ec", "a.b.c"),
        ("a/%e4%b8%ad", "a/中"), ("%25", "%"), ("%", "%"), ("%2", "%2"), ("%2g", "%2g"), ("%+e", "%+e"),
        ("%%2e", "%."), ("", ""),
    ]) func importPaths(written: String, path: String) {
        #expect(ImportPath.unescaped(written) == path)
    }
}
