import TestSupport
import Testing

@testable import GoBuild

/// Calls and statements found in source text, held against Go's own parser on Go's own packages.
@Suite struct SourceCallsTests {
    /// Prints of each function with a body where it stands, and of each remark in it place and name, by go/parser.
    private static let oracle = """
        package main

        import (
            "fmt"
            "go/ast"
            "go/parser"
            "go/token"
            "os"
            "path/filepath"
            "strings"
        )

        var none = map[string]bool{}

        func name(e ast.Expr) string {
            switch e := e.(type) {
            case *ast.Ident:
                return e.Name
            case *ast.SelectorExpr:
                if x, ok := e.X.(*ast.Ident); ok {
                    return x.Name + "." + e.Sel.Name
                }
                if x, ok := e.X.(*ast.SelectorExpr); ok {
                    if n := name(x); n[0] != '.' {
                        return n + "." + e.Sel.Name
                    }
                }
                return "." + e.Sel.Name
            }
            return ""
        }

        func main() {
            for _, word := range strings.Fields(os.Args[2]) {
                none[word] = true
            }
            files, _ := filepath.Glob(os.Args[1] + "/*.go")
            for _, file := range files {
                set := token.NewFileSet()
                tree, err := parser.ParseFile(set, file, nil, 0)
                if err != nil {
                    continue
                }
                for _, d := range tree.Decls {
                    f, ok := d.(*ast.FuncDecl)
                    if !ok || f.Body == nil {
                        continue
                    }
                    at := set.Position(f.Name.Pos())
                    fmt.Println("func", filepath.Base(file), at.Line, at.Column, set.Position(f.Body.Rbrace).Line)
                    ast.Inspect(f.Body, func(n ast.Node) bool {
                        say := func(p token.Pos, kind, name string) {
                            q := set.Position(p)
                            fmt.Println(q.Line, q.Column, kind, name)
                        }
                        switch n := n.(type) {
                        case *ast.FuncLit:
                            say(n.Pos(), "closure", "")
                            return false
                        case *ast.DeferStmt:
                            say(n.Pos(), "deferred", "")
                        case *ast.GoStmt:
                            say(n.Pos(), "started", "")
                        case *ast.SelectStmt:
                            say(n.Pos(), "select", "")
                        case *ast.CallExpr:
                            fun := n.Fun
                            switch x := fun.(type) {
                            case *ast.IndexExpr:
                                fun = x.X
                            case *ast.IndexListExpr:
                                fun = x.X
                            }
                            if s := name(fun); s == "recover" {
                                say(n.Lparen, "recovered", s)
                            } else if s != "" && !none[s] {
                                say(n.Lparen, "call", s)
                            }
                        }
                        return true
                    })
                }
            }
        }
        """

    @Test(arguments: ["net/http", "go/types", "reflect", "runtime", "encoding/json", "slices", "html/template"])
    func callsAreThoseOfGoParser(package: String) throws {
        let toolchain = try GoToolchain.newest()
        let program = try GoProgram.build(source: Self.oracle, toolchain: toolchain)
        let folder = toolchain.root + "/src/" + package
        let said = try Command.run(
            program.executable, [folder, SourceFunction.isNoCall.sorted().joined(separator: " ")],
            within: .seconds(60))
        try #require(said.succeeded, "\(said.error)")
        var expected: [String: Set<String>] = [:]
        var function = ""
        for line in said.output.split(separator: "\n").map(String.init) {
            if line.hasPrefix("func ") { function = line } else { expected[function, default: []].insert(line) }
            if expected[function] == nil { expected[function] = [] }
        }
        var files: [String: GoTokens] = [:]
        var found = 0
        for (function, remarks) in expected {
            let words = function.split(separator: " ").map(String.init)
            if files[words[1]] == nil { files[words[1]] = GoTokens(try Files.bytes("\(folder)/\(words[1])")) }
            let tokens = try #require(files[words[1]])
            let (line, column) = (try #require(Int32(words[2])), try #require(Int32(words[3])))
            let ours = try #require(SourceFunction(tokens, line: line, column: column), "\(function)")
            #expect("\(ours.lastLine)" == words[4], "\(function)")
            let texts = Set(
                ours.remarks.map { remark in
                    let isNamed = remark.kind == .call || remark.kind == .recovered
                    return "\(remark.line) \(remark.column) \(remark.kind) \(isNamed ? remark.name : "")"
                })
            found += texts.count
            #expect(texts == remarks, "\(function): \(texts.symmetricDifference(remarks).sorted())")
        }
        #expect(found > 50)
    }

    @Test func statementsAreQuoted() throws {
        let tokens = GoTokens(
            Array(
                """
                package p
                func (s *store) get() { s.lock.Lock(); defer s.lock.Unlock(); use(s) }
                func later() {
                    go func() {
                        // a comment with { and "
                        work(`a ` + "}")
                    }()
                }
                """.utf8))
        let get = try #require(SourceFunction(tokens, line: 2, column: 17))
        #expect(get.remarks.filter { $0.kind == .deferred }.map(\.name) == ["s.lock.Unlock()"])
        let later = try #require(SourceFunction(tokens, line: 3, column: 6))
        #expect(later.remarks.map(\.kind) == [.started, .closure])
        #expect(later.remarks[0].name == "func() {")
        #expect(later.lastLine == 8)
        #expect(SourceFunction(tokens, line: 3, column: 2) == nil && SourceFunction(tokens, line: 99, column: 0) == nil)
    }

    /// Any text is gone through to its end.
    @Test func anyTextEnds() {
        for text in [
            "func f(", "func f() {", "`", "\"\\", "/*", "'", "func (", "f(((", "[[[]]](", "func f[T any](x T) {",
        ] {
            let tokens = GoTokens(Array(text.utf8))
            for column in Int32(0)...8 { #expect(SourceFunction(tokens, line: 1, column: column)?.lastLine ?? 1 == 1) }
        }
    }
}
