import TestSupport

/// A Go module of one package with fifty functions and twenty closures, whole or with changes.
struct FiftyFunctions {
    enum Change: CaseIterable {
        /// Nothing that the compiler minds: empty lines, a function with a closure before all others, a variable of the
        /// package with a map, and in `closures5` one closure before and one behind those that are there; `main` calls the
        /// new function.
        case unrelated
        /// `helper2` gets a deferred call and is not inlined into `closures2` any more.
        case inliningLost
        /// `make6` keeps the address of its variable.
        case escapeAdded
        /// `loop4` indexes its slice once more.
        case boundsCheckAdded
    }

    /// Names of the functions whose machine code each change alters, closures included, and what is new by it.
    static func touched(by change: Change, version: String) -> (changed: Set<String>, added: Set<String>) {
        switch change {
        case .unrelated:
            let added: Set = ["added", "added.func1", "closures5.func1", "closures5.func4"]
            // Up to Go 1.23 each package has an init function.
            return (["main", "closures5", "init"], added.union(["init"]))
        case .inliningLost:
            return (["helper2", "closures2"], ["helper2.deferwrap1", "helper2.func1"])
        case .escapeAdded: return (["make6"], [])
        case .boundsCheckAdded: return (["loop4"], [])
        }
    }

    private let changes: Set<Change>

    init(_ changes: Change...) { self.changes = Set(changes) }

    /// Writes the module, which replaces one that is there.
    func write(to folder: String) throws {
        try Files.makeDirectory(folder)
        try Files.write("module example.com/fifty\n\ngo 1.21\n", to: folder + "/go.mod")
        try Files.write(source, to: folder + "/main.go")
    }

    private var source: String {
        var text = "package main\n\nimport \"fmt\"\n\n"
        if changes.contains(.unrelated) {
            text += """



                var unrelated = map[string]int{"a": 1, "b": 2}

                func added(n int) func() int {
                \treturn func() int { return n + unrelated["a"] }
                }


                """
        }
        text += "type item struct {\n\tname  string\n\tparts []int\n}\n\nvar sink []*item\n\n"
        for number in 0..<10 { text += functions(number) }
        text += "//go:noinline\nfunc keep(f func([]int) int) {\n\tif f(nil) > 5 {\n\t\tprintln()\n\t}\n}\n\n"
        text += "func main() {\n\tv := []int{1, 2, 3, 4, 5, 6, 7, 8}\n"
        for number in 0..<10 {
            text += "\tfmt.Println(loop\(number)(v), make\(number)(0), closures\(number)(\(number)))\n"
        }
        if changes.contains(.unrelated) { text += "\tfmt.Println(added(3)())\n" }
        return text + "}\n"
    }

    /// Five functions.
    private func functions(_ number: Int) -> String {
        let index = number == 4 && changes.contains(.boundsCheckAdded) ? "\tsum += v[sum&7]\n" : ""
        return """
            func small\(number)(a, b int) int { return a*\(number + 2) + b }

            func loop\(number)(v []int) int {
            \tsum := 0
            \tfor i, x := range v {
            \t\tsum += small\(number)(x, i)
            \t\tif x%3 == 0 {
            \t\t\tsum += work\(number)(x)
            \t\t}
            \t}
            \(index)\treturn sum
            }

            //go:noinline
            func work\(number)(n int) int {
            \tif n > 10 {
            \t\treturn n / \(number + 3)
            \t}
            \treturn n + 1
            }

            func make\(number)(n int) *item {
            \tit := item{name: fmt.Sprint("n", n), parts: make([]int, 3)}
            \(kept(number))}

            \(closures(number))

            """
    }

    private func kept(_ number: Int) -> String {
        guard number == 6 else { return "\treturn &it\n" }
        return changes.contains(.escapeAdded)
            ? "\tsink = append(sink, &it)\n\treturn nil\n"
            : "\tif len(it.parts) > n {\n\t\treturn nil\n\t}\n\treturn sink[n]\n"
    }

    private func closures(_ number: Int) -> String {
        let isUnrelated = number == 5 && changes.contains(.unrelated)
        let first = isUnrelated ? "\tg := func() int { return len(unrelated) * n }\n" : ""
        let last = isUnrelated ? "\tkeep(func(v []int) int { return g() })\n" : ""
        let heavy =
            number == 2 && changes.contains(.inliningLost) ? "\tif n > 3 {\n\t\tdefer fmt.Print()\n\t}\n" : ""
        return """
            func closures\(number)(n int) int {
            \(first)\tf := func(k int) int { return k + n*\(number + 1) }
            \th := func(v []int) (t int) {
            \t\tfor _, x := range v {
            \t\t\tt += f(x)
            \t\t}
            \t\treturn t
            \t}
            \tkeep(h)
            \(last)\treturn helper\(number)(n) + h([]int{n, 1, 2})
            }

            func helper\(number)(n int) int {
            \(heavy)\treturn n ^ \(number)
            }

            """
    }
}
