import TestSupport

/// A Go program that prints what the runtime's own tables say about every 29th byte of its code.
///
/// It calls the functions of runtime/symtab.go and runtime/symtabinl.go by name, so that the answers are the runtime's.
enum FrameOracle {
    /// Distance of the program counters that it prints.
    static let step: UInt64 = 29

    static func build(_ toolchain: GoToolchain) throws -> GoProgram {
        let linking = toolchain.minor >= 23 ? ["-ldflags=-checklinkname=0"] : []
        return try GoProgram.build(
            source: source(minor: toolchain.minor), toolchain: toolchain,
            flags: ["-gcflags=-complete=false"] + linking)
    }

    /// Go 1.21 handed a cache around.
    private static func source(minor: Int) -> String {
        let isOld = minor < 22
        return
            template
            .replacing("CACHE_FIELD", with: isOld ? "cache unsafe.Pointer" : "")
            .replacing("CACHE_PARAMETER", with: isOld ? ", cache unsafe.Pointer" : "")
            .replacing("CACHE_ARGUMENT", with: isOld ? ", nil" : "")
            .replacing("STEP", with: "\(step)")
    }

    private static let template = #"""
        package main

        import (
        	"bufio"
        	"fmt"
        	"os"
        	"runtime"
        	"strings"
        	"sync"
        	"unsafe"
        )

        type funcInfo struct {
        	f     unsafe.Pointer
        	datap unsafe.Pointer
        }

        type inlineUnwinder struct {
        	f       funcInfo
        	CACHE_FIELD
        	inlTree unsafe.Pointer
        }

        type inlineFrame struct {
        	pc    uintptr
        	index int32
        }

        type srcFunc struct {
        	datap     unsafe.Pointer
        	nameOff   int32
        	startLine int32
        	funcID    uint8
        }

        //go:linkname findfunc runtime.findfunc
        func findfunc(pc uintptr) funcInfo

        //go:linkname newInlineUnwinder runtime.newInlineUnwinder
        func newInlineUnwinder(f funcInfo, pc uintptrCACHE_PARAMETER) (inlineUnwinder, inlineFrame)

        //go:linkname pcvalue runtime.pcvalue
        func pcvalue(f funcInfo, off uint32, pc uintptrCACHE_PARAMETER, strict bool) (int32, uintptr)

        //go:linkname next runtime.(*inlineUnwinder).next
        func next(u *inlineUnwinder, uf inlineFrame) inlineFrame

        //go:linkname fileLine runtime.(*inlineUnwinder).fileLine
        func fileLine(u *inlineUnwinder, uf inlineFrame) (string, int)

        //go:linkname srcFuncOf runtime.(*inlineUnwinder).srcFunc
        func srcFuncOf(u *inlineUnwinder, uf inlineFrame) srcFunc

        //go:linkname srcName runtime.srcFunc.name
        func srcName(s srcFunc) string

        type pair[A, B any] struct {
        	mu     sync.Mutex
        	first  A
        	second B
        }

        func (p *pair[A, B]) get() (A, B) {
        	p.mu.Lock()
        	defer p.mu.Unlock()
        	return p.first, p.second
        }

        type shape interface{ area() int }
        type square struct{ side int }

        func (s square) area() int { return half(s.side) * half(s.side) * 4 }
        func half(x int) int       { return quarter(x) * 2 }
        func quarter(x int) int    { return strings.Count("abab", "a") * x / 8 }

        func main() {
        	p := &pair[int, string]{first: 3, second: "x"}
        	a, b := p.get()
        	s := []shape{&square{a}, square{a}}[len(os.Args)-1]
        	out := bufio.NewWriterSize(os.Stdout, 1<<20)
        	fmt.Fprintln(out, "#", a, b, s.area())
        	start := findfunc(funcPC())
        	module := start.datap
        	text := *(*uintptr)(unsafe.Add(module, 22*8))
        	etext := *(*uintptr)(unsafe.Add(module, 23*8))
        	for pc := text; pc < etext; pc += STEP {
        		f := findfunc(pc)
        		if f.f == nil {
        			fmt.Fprintf(out, "%x none\n", pc-text)
        			continue
        		}
        		pcsp := *(*uint32)(unsafe.Add(f.f, 16))
        		sp, _ := pcvalue(f, pcsp, pcCACHE_ARGUMENT, false)
        		fmt.Fprintf(out, "%x %d", pc-text, sp)
        		for u, uf := newInlineUnwinder(f, pcCACHE_ARGUMENT); uf.pc != 0; uf = next(&u, uf) {
        			file, line := fileLine(&u, uf)
        			s := srcFuncOf(&u, uf)
        			fmt.Fprintf(out, "|%s|%s|%d|%d|%v", srcName(s), file, line, s.startLine, uf.index >= 0)
        		}
        		fmt.Fprintln(out)
        	}
        	out.Flush()
        }

        func funcPC() uintptr {
        	pc, _, _, _ := runtime.Caller(0)
        	return pc
        }
        """#
}
