import GoBinary
import GoBuild
import TestSupport
import Wire

/// A program that has each kind of operation that is counted.
enum MachineProgram {
    static func build(
        _ version: String, architecture: String = "amd64", system: String = "linux", flags: [String] = [],
        added: String = "", level: String = "v1"
    ) throws -> GoProgram {
        try GoProgram.build(
            source: source + added, toolchain: try GoToolchain(version: version), flags: flags,
            environment: ["GOOS": system, "GOARCH": architecture, "GOAMD64": level])
    }

    static func open(_ program: GoProgram) throws -> Executable {
        try Executable(contents: try MappedFile.open(program.executable), path: program.executable)
    }

    /// Frames of the functions of the main package, as the compiler lists them: `TEXT main.leaf(SB), ABIInternal, $40-16`.
    static func listing(_ toolchain: GoToolchain, _ architecture: String) throws -> [String: Int] {
        let folder = try TemporaryFolder()
        try Files.write(source, to: folder.file("main.go"))
        try Files.write("module fixture\n\ngo 1.21\n", to: folder.file("go.mod"))
        let result = try toolchain.run(
            ["build", "-gcflags=-S", "-o", "/dev/null", "."], environment: ["GOARCH": architecture], folder: folder.path
        )
        guard result.succeeded else { throw TestSupportError("go build -gcflags=-S failed: \(result.error)") }
        var frames: [String: Int] = [:]
        for line in result.error.split(separator: "\n") where line.contains("\tTEXT\t") {
            guard let name = line.split(separator: "\t").last?.split(separator: "(SB),").first,
                let size = line.split(separator: "$").last
            else { continue }
            let isNegative = size.hasPrefix("-")
            let digits = size.drop { $0 == "-" }.prefix { $0.isNumber }
            frames[String(name)] = Int(digits).map { isNegative ? -$0 : $0 }
        }
        return frames
    }

    static let stripped = ["-ldflags=-s -w"]

    private static let source = """
        package main

        import (
        	"errors"
        	"fmt"
        	"os"
        	"strings"
        )

        type node struct {
        	next *node
        	name string
        	hits map[string]int
        }

        type shape interface{ area() float64 }
        type square struct{ side float64 }
        type named struct {
        	square
        	name string
        }

        func (s square) area() float64 { return s.side * s.side }

        //go:noinline
        func sum[T int | float64](list []T) (total T) {
        	for i := 0; i <= len(list); i++ {
        		total += list[i]
        	}
        	return total
        }

        //go:noinline
        func largest(shapes []shape) shape {
        	var found shape
        	for _, s := range shapes {
        		if found == nil || s.area() > found.area() {
        			found = s
        		}
        	}
        	return found
        }

        //go:noinline
        func link(n *node, name string) *node {
        	n.next = &node{name: name + n.name, hits: map[string]int{}}
        	n.next.hits[name]++
        	return n.next
        }

        //go:noinline
        func guarded(f func() int) (result int) {
        	defer func() {
        		if e := recover(); e != nil {
        			result = -1
        		}
        	}()
        	return f()
        }

        //go:noinline
        func race(values chan int, done chan bool) int {
        	go func() { values <- len(os.Args) }()
        	select {
        	case v := <-values:
        		return v
        	case <-done:
        		panic(errors.New("done"))
        	}
        }

        //go:noinline
        func window(b []byte, from, to int) string { return string(b[from:to]) }

        //go:noinline
        func measure(v any) float64 {
        	if s, ok := v.(shape); ok {
        		return s.area()
        	}
        	return 0
        }

        //go:noinline
        func leaf(a, b int) int { return a*b + 1 }

        func main() {
        	n := link(&node{name: "x"}, "y")
        	fmt.Println(guarded(func() int { return sum([]int{1, 2, leaf(3, 4)}) }), sum([]float64{1.5}))
        	fmt.Println(largest([]shape{square{2}, named{square{3}, "n"}}), measure(n), n.name, strings.Repeat("a", 3))
        	fmt.Println(race(make(chan int), make(chan bool)), window([]byte("window"), 1, 3))
        }
        """
}
