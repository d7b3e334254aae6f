import TestSupport
import Testing

/// Why a build could not use what it had built before, on builds of which it is known.
@Suite(
    .serialized,
    .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
struct CacheMissTests {
    private let build: GoCommandBuild

    /// A module as the module cache has it, with two packages of which one imports the other, and one that has no part
    /// in what happens.
    init() throws {
        build = try GoCommandBuild()
        let module = "mod/example.com/kit@v1.2.3"
        for folder in ["app", "mod", "mod/example.com", module, "\(module)/low", "\(module)/high", "\(module)/apart"] {
            try Files.makeDirectory(build.folder.file(folder))
        }
        try Files.write("module example.com/kit\n\ngo 1.24\n", to: build.folder.file("\(module)/go.mod"))
        try writeLow(1)
        try Files.write(
            "package high\n\nimport \"example.com/kit/low\"\n\nfunc Sum() int { return low.F1() }\n",
            to: build.folder.file("\(module)/high/high.go"))
        try Files.write(
            "package apart\n\nfunc One() int { return 1 }\n", to: build.folder.file("\(module)/apart/apart.go"))
        try Files.write(
            "module example.com/app\n\ngo 1.24\n\nrequire example.com/kit v1.2.3\n\n"
                + "replace example.com/kit => \(build.folder.file(module))\n", to: build.folder.file("app/go.mod"))
        try Files.write(
            "package main\n\nimport (\n\t\"example.com/kit/apart\"\n\t\"example.com/kit/high\"\n)\n\n"
                + "func main() { println(high.Sum() + apart.One()) }\n", to: build.folder.file("app/main.go"))
    }

    /// A package that takes the compiler some time.
    private func writeLow(_ number: Int) throws {
        var text = "package low\n\n"
        for index in 1...3000 {
            text +=
                "func F\(index)() int { a := []int{\(number), \(index)}; for i := range a { a[i] *= i }; return a[1] }\n"
        }
        try Files.write(text, to: build.folder.file("mod/example.com/kit@v1.2.3/low/low.go"))
    }

    private func why(_ name: String, _ arguments: [String]) throws -> String {
        let file = try build.capture(name, arguments, in: "app")
        let result = try SondeProgram.run(["why", file], environment: ["COLUMNS": "1000"])
        try #require(result.succeeded, "\(result.error)")
        return result.output
    }

    @Test func whatBeganItIsNamed() throws {
        let first = try why("first", ["build", "-o", "app", "."])
        // The packages of Go are there already, and these three are built for the first time.
        #expect(!first.contains("it is empty"), "\(first)")
        try writeLow(2)
        let edited = try why("edited", ["build", "-o", "app", "."])
        #expect(edited.contains("build.cache-miss"), "\(edited)")
        #expect(edited.contains("building anew begins with example.com/kit/low,"), "\(edited)")
        #expect(edited.contains("2 packages more had to follow"), "\(edited)")
        #expect(!edited.contains("the compiler ran with"), "\(edited)")
        // What differs is an option of the compiler.
        let options = try why("options", ["build", "-gcflags=all=-N -l", "-o", "app", "."])
        #expect(options.contains("build.cache-miss"), "\(options)")
        #expect(options.contains("the compiler ran with -N and -l"), "\(options)")
        // Nothing changed, and nothing is built.
        let same = try why("same", ["build", "-gcflags=all=-N -l", "-o", "app", "."])
        #expect(!same.contains("build."), "\(same)")
    }
}
