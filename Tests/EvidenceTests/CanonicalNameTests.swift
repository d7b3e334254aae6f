import Evidence
import Testing

struct CanonicalNameTests {
    @Test(arguments: [
        ("main.main.func1", "main.main.func#"), ("main.main.func12.3", "main.main.func#.#"),
        ("example.com/m/v2/pkg.(*T[go.shape.int]).Do.func1", "example.com/m/pkg.(*T[...]).Do.func#"),
        ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.Unmarshal"), ("main.func1", "main.func1"),
        ("main.F-range2", "main.F-range#"), ("main.(*T).M-fm", "main.(*T).M"),
        ("slices.Sort[go.shape.[]int,go.shape.int]", "slices.Sort[...]"), ("main.init.0", "main.init.#"),
        ("main.run.gowrap2", "main.run.gowrap#"), ("runtime.memmove", "runtime.memmove"), ("", ""), ("[", "["),
        ("a]b", "a]b"), ("md5block.abi0", "md5block"), ("main.sha256", "main.sha256"),
    ])
    func numbersAndTypeArgumentsGo(_ name: String, _ wanted: String) {
        #expect(String(decoding: CanonicalFunctionName.canonical(name.utf8), as: UTF8.self) == wanted)
    }

    @Test(arguments: [
        ("example.com/m/v2/pkg.(*T[go.shape.int]).Do", "example.com/m/v2/pkg"), ("main.main", "main"),
        ("runtime/pprof.lostProfileEvent", "runtime/pprof"), ("std::vector", ""), ("", ""),
        ("slices.Sort[example.com/x.T]", "slices"),
    ])
    func packages(_ name: String, _ wanted: String) {
        #expect(String(decoding: CanonicalFunctionName.package(name.utf8), as: UTF8.self) == wanted)
    }
}
