import Host
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// Leaked goroutines of running programs against what their authors meant, and against Go's own detection.
@Suite("Heap reachability", .serialized)
struct HeapReachabilityTests {
    /// An old word on a stack may keep something in one process that it does not in the next: what is missing is looked
    /// for in three of them. What is called leaked and is not, is wrong in any.
    @Test("Exactly those goroutines are unreachable that are leaked by construction", arguments: GoToolchain.versions)
    func leaks(version: String) throws {
        var missing: Set<UInt64> = []
        for _ in 0..<3 {
            let target = try HeapTarget(try heapProgram(version))
            let map = try target.map()
            let first = try HeapReachability.examine(try target.input(), in: map)
            let second = try HeapReachability.examine(try target.input(), in: map)
            let result = first.confirmed(by: second)
            #expect(result.notExamined == nil)
            let found = Set(result.unreachable.map(\.id))
            let alive = Set(try target.input().goroutines.map(\.id))
            let leaked = target.announced.filter { $0.value.hasPrefix("leaked") && alive.contains($0.key) }
            #expect(found.isSubset(of: leaked.keys), "\(version)")
            // Before Go 1.26 nothing but the waiter's stack leads to its Cond.
            let expected = leaked.filter { $0.value != "leaked-cond" || target.minorVersion >= 26 }
            #expect(expected.count >= 30)
            missing = Set(expected.keys).subtracting(found)
            if let runtime = try target.leaksByRuntime() {
                #expect(target.minorVersion >= 26)
                #expect(found.isSubset(of: runtime), "\(version)")
                missing.formUnion(runtime.subtracting(found))
            }
            if missing.isEmpty { return }
        }
        #expect(missing.isEmpty, "not found in \(version)")
    }

    @Test("Every object is found where an independent walk of all spans has it", arguments: GoToolchain.versions)
    func objects(version: String) throws {
        let target = try HeapTarget(try heapProgram(version))
        let map = try target.map()
        let input = try target.input()
        let channels = Set(input.goroutines.flatMap { $0.waitsFor ?? [] })
        let layout = try #require(RuntimeLayout.known(minorVersion: target.minorVersion))
        let spans = try HeapSpans(map)
        var checked = 0
        for address in channels {
            let object = map.object(containing: address)
            let isGlobal = address < 0x10_0000_0000
            #expect((object == nil) == isGlobal, "0x\(String(address, radix: 16)) of \(version)")
            guard let object else { continue }
            let span = try #require(spans.spanIndex(containing: address))
            #expect(spans.spans[span].start == object.spanStart)
            #expect(object.base <= address && address - object.base < object.size)
            #expect(map.object(containing: object.base + object.size - 1) == object)
            if object.size >= layout.channel.size, object.base == address { checked += 1 }
        }
        #expect(checked > 8)
        #expect(spans.damaged == 0)
        // The goroutine's own g is an object of the heap, too.
        for g in try target.slice("allgs") {
            let object = map.object(containing: g + 100)
            if g > 0x10_0000_0000 { #expect(object?.base == g) }
        }
    }

    @Test("The heap is found without symbols", arguments: GoToolchain.versions)
    func locator(version: String) throws {
        let target = try HeapTarget(try heapProgram(version))
        let layout = try #require(HeapLayout.known(minorVersion: target.minorVersion))
        let ranges = [try target.range("bss", "ebss"), try target.range("noptrbss", "enoptrbss")]
        #expect(HeapLocator.find(in: ranges, memory: target.memory, layout: layout) == (try target.symbol("mheap_")))
        #expect(HeapLocator.find(in: [ranges[1]], memory: target.memory, layout: layout) == nil)
    }

    @Test("More memory than the limit gives no answer rather than a wrong one")
    func limit() throws {
        let target = try HeapTarget(try heapProgram(GoToolchain.newestVersion))
        var input = try target.input()
        input.limit = 100_000
        let result = try HeapReachability.examine(input, in: try target.map())
        #expect(result.notExamined == .tooLarge(limit: 100_000))
        #expect(result.unreachable.isEmpty)
    }

    @Test("Memory that cannot be read gives no answer rather than a wrong one")
    func unreadable() throws {
        let target = try HeapTarget(try heapProgram(GoToolchain.newestVersion))
        var input = try target.input()
        input.roots.append(MemoryRange(address: 4096, count: 4096))
        let result = try HeapReachability.examine(input, in: try target.map())
        #expect(result.notExamined == .unreadable(bytes: 4096))
        #expect(result.unreachable.isEmpty)
    }

    @Test("No goroutine is called leaked while others move the pointer to its channel")
    func busy() throws {
        let target = try HeapTarget(try heapProgram(GoToolchain.newestVersion))
        try target.program.writeLine("busy")
        #expect(try target.program.readLine() == "answered")
        let map = try target.map()
        let leaked = Set(target.announced.filter { $0.value.hasPrefix("leaked") }.keys)
        var answers = 0
        for _ in 0..<10 {
            let first = try HeapReachability.examine(try target.input(), in: map)
            let second = try HeapReachability.examine(try target.input(), in: map)
            let third = try HeapReachability.examine(try target.input(), in: map)
            // As the reader does: two looks rarely miss the same pointer, three hardly ever.
            let result = first.confirmed(by: second).confirmed(by: third)
            if result.notExamined == nil { answers += 1 }
            let wrong = Set(result.unreachable.map(\.id)).subtracting(leaked)
            #expect(wrong.isEmpty, "\(wrong.map { target.announced[$0] ?? "?" })")
        }
        #expect(answers > 0)
    }
}
