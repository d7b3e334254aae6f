import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBinary

/// Stack maps, held against what the runtime insists on: a frame with local variables or arguments has a map at each
/// of its calls, and no map is larger than what it describes (`getStackMap` in runtime/stkframe.go throws otherwise).
@Suite struct StackMapTests {
    @Test(arguments: GoToolchain.versions, [SmallProgram.Variant.plain, .arm64, .positionIndependent])
    func everyCallHasItsMaps(version: String, variant: SmallProgram.Variant) throws {
        let executable = try open(try SmallProgram.build(version, variant).executable)
        let table = try executable.functionTable()
        var calls = 0
        var live = 0
        for number in 0..<Int32(table.count) {
            let function = FunctionTable.FunctionIndex(rawValue: number)
            guard !table.isAssembly(function), !table.writesStackPointer(function) else { continue }
            for call in table.directCalls(function) {
                // Targets that are no function are chance matches; the rest are calls.
                guard let callee = table.function(containing: call.target), table.entry(callee) == call.target,
                    let size = table.frameSize(function, at: call.returnAddress), size > 0
                else { continue }
                calls += 1
                let name = table.name(function)
                let locals = table.liveLocals(function, at: call.returnAddress)
                if let locals {
                    #expect(locals.count * 8 <= Int(size), "\(name)")
                    live += locals.words.count
                } else {
                    Issue.record("\(name) has no map at 0x\(String(call.returnAddress.rawValue, radix: 16))")
                }
                if let arguments = table.liveArguments(function, at: call.returnAddress) {
                    let room = try #require(table.argumentSize(function))
                    #expect(arguments.count * 8 <= room, "\(name)")
                }
            }
        }
        #expect(calls > 5_000)
        #expect(live > 1_000)
    }

    @Test func objectsAndDefersOfFunctions() throws {
        let source = """
            package main

            import "sync"

            type node struct{ next *node; value int }

            //go:noinline
            func use(n *node) int { return n.value }

            //go:noinline
            func addressed(k int) int { var local node; local.value = k; local.next = &local; return use(&local) }

            //go:noinline
            func deferring(m *sync.Mutex) { m.Lock(); defer m.Unlock(); use(&node{}) }

            //go:noinline
            func looping(m []sync.Mutex) { for i := range m { m[i].Lock(); defer m[i].Unlock() } }

            func main() { addressed(1); var m sync.Mutex; deferring(&m); looping(make([]sync.Mutex, 2)) }

            """
        let program = try GoProgram.build(source: source, toolchain: GoToolchain.newest())
        let executable = try open(program.executable)
        let table = try executable.functionTable()
        func function(_ name: String) throws -> FunctionTable.FunctionIndex {
            try #require(table.function(named: "main." + name))
        }
        let objects = table.stackObjects(try function("addressed"))
        #expect(objects.map(\.size) == [16])
        #expect(objects.allSatisfy { $0.offset < 0 })
        #expect(try !table.defers(function("addressed")))
        #expect(try table.defers(function("deferring")) && table.hasOpenCodedDefers(function("deferring")))
        #expect(try table.defers(function("looping")) && !table.hasOpenCodedDefers(function("looping")))
    }
}
