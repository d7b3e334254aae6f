import TestSupport

/// A Go program of few packages, so that every platform's standard library does not have to be built for it.
enum SmallProgram {
    /// A way to build and link it.
    struct Variant: Sendable, CustomStringConvertible {
        var system = "linux"
        var architecture = "amd64"
        var flags: [String] = []

        static let plain = Variant()
        static let stripped = Variant(flags: ["-ldflags=-s -w"])
        static let withoutDWARF = Variant(flags: ["-ldflags=-w"])
        static let positionIndependent = Variant(flags: ["-buildmode=pie"])
        static let strippedPositionIndependent = Variant(flags: ["-buildmode=pie", "-ldflags=-s -w"])
        static let arm64 = Variant(architecture: "arm64")
        static let strippedARM64 = Variant(architecture: "arm64", flags: ["-ldflags=-s -w"])

        var description: String { ([system, architecture] + flags).joined(separator: " ") }
    }

    static func build(_ version: String, _ variant: Variant = .plain) throws -> GoProgram {
        try GoProgram.build(
            source: source, toolchain: try GoToolchain(version: version), flags: variant.flags,
            environment: ["GOOS": variant.system, "GOARCH": variant.architecture])
    }

    private static let source = """
        package main

        import (
        	"runtime"
        	"sync"
        	"syscall"
        )

        type cache struct {
        	name string
        	mu   sync.Mutex
        	hits map[string]int
        }

        var shared = cache{name: "shared", hits: map[string]int{}}

        var counter uint64

        //go:noinline
        func touch(key string) int {
        	shared.mu.Lock()
        	defer shared.mu.Unlock()
        	shared.hits[key]++
        	return shared.hits[key]
        }

        //go:noinline
        func count() { counter++ }

        //go:noinline
        func both(key string) int {
        	count()
        	return touch(key)
        }

        //go:noinline
        func neither(x int) int { return x + 1 }

        func main() {
        	runtime.Gosched()
        	if both("a")+neither(2) == 4 {
        		syscall.Write(1, []byte("ready\\n"))
        	}
        	syscall.Read(0, make([]byte, 1))
        }
        """
}
