import Evidence
import Host
import TestSupport
import Wire

@testable import GoProcess

/// A running program with what a test needs to know of it: symbols by `go tool nm`, goroutines read field by field.
struct HeapTarget {
    let program: RunningProgram
    let memory: LiveMemory
    let symbols: [String: UInt64]
    let minorVersion: Int
    /// What the program said of its goroutines: id to kind.
    private(set) var announced: [UInt64: String] = [:]

    init(_ built: GoProgram, arguments: [String] = []) throws {
        program = try built.start(arguments, environment: ["GODEBUG": "asyncpreemptoff=0"])
        while let line = try program.readLine(within: .seconds(120)), line != "ready" {
            let words = line.split(separator: " ")
            if words.count == 2, let id = UInt64(words[1]) { announced[id] = String(words[0]) }
        }
        memory = try LiveMemory(processID: program.processID)
        symbols = try Self.symbols(built)
        minorVersion = built.toolchain.minor
    }

    func symbol(_ name: String) throws -> UInt64 {
        guard let address = symbols["runtime." + name] else { throw TestSupportError("no symbol runtime.\(name)") }
        return address
    }

    func range(_ low: String, _ high: String) throws -> MemoryRange {
        MemoryRange(address: try symbol(low), count: Int(try symbol(high) - symbol(low)))
    }

    /// The words of a slice of pointers.
    func slice(_ name: String) throws -> [UInt64] {
        let header = try memory.bytes(at: try symbol(name), count: 16)
        let count = Int(header.load(8, as: UInt64.self) ?? 0)
        let list = try memory.bytes(at: header.load(0, as: UInt64.self) ?? 0, count: count * 8)
        return (0..<count).compactMap { list.load($0 * 8, as: UInt64.self) }
    }

    func map() throws -> HeapMap {
        guard let layout = HeapLayout.known(minorVersion: minorVersion) else { throw TestSupportError("no layout") }
        return try HeapMap(memory: memory, layout: layout, heap: try symbol("mheap_"))
    }

    /// The goroutines that the runtime's own detection calls leaked; nil when it has none.
    func leaksByRuntime() throws -> Set<UInt64>? {
        try program.writeLine("leaks")
        var leaked: Set<UInt64> = []
        var isAnswered = false
        while let line = try program.readLine(within: .seconds(120)), line != "answered" {
            isAnswered = true
            let words = line.split(separator: " ")
            if words.count > 2, words[0] == "goroutine", line.contains("leaked"), let id = UInt64(words[1]) {
                leaked.insert(id)
            }
        }
        return isAnswered ? leaked : nil
    }

    /// What the live reader will pass on, read in the plainest way.
    func input() throws -> ReachabilityInput {
        guard let layout = RuntimeLayout.known(minorVersion: minorVersion),
            let reasons = WaitReasonTable.texts(minorVersion: minorVersion)
        else { throw TestSupportError("no layout") }
        var goroutines: [ReachabilityInput.Goroutine] = []
        var hidden: [MemoryRange] = []
        let semaphores = try semaphoreWaiters(layout)
        for address in try slice("allgs") {
            let bytes = try memory.bytes(at: address, count: layout.g.size)
            func word(_ offset: Int) -> UInt64 { bytes.load(offset, as: UInt64.self) ?? 0 }
            let status = (bytes.load(layout.g.status, as: UInt32.self) ?? 0) & 0xfff
            guard ![0, 6, 11].contains(status) else { continue }
            let high = word(layout.g.stack + 8)
            let isStopped = status == 4 || status == 10
            let stackPointer = word(layout.g.scheduled + layout.gobuf.stackPointer)
            let low = isStopped ? stackPointer : word(layout.g.stack)
            let reason = bytes.load(layout.g.waitReason, as: UInt8.self) ?? 0
            let kind = isStopped ? WaitKind(reason: reasons[Int(reason)]) : .none
            var waitsFor: [UInt64]?
            switch kind {
            case .nilChannelReceive, .nilChannelSend, .selectNoCases: waitsFor = []
            case .channelReceive, .channelSend, .select, .mutex, .readLock, .writeLock, .waitGroup, .cond, .semaphore:
                var sudog = word(layout.g.waiting)
                var objects: [UInt64] = []
                while sudog != 0 {
                    let isChannel = [.channelReceive, .channelSend, .select].contains(kind)
                    let field = isChannel ? layout.sudog.channel : layout.sudog.element
                    objects.append(memory.word(at: sudog + UInt64(field)) ?? 0)
                    hidden += ReachabilityInput.hiddenWords(
                        ofSudog: sudog, layout: layout, minorVersion: minorVersion)
                    guard kind == .select else { break }
                    sudog = memory.word(at: sudog + UInt64(layout.sudog.waitLink)) ?? 0
                }
                if objects.isEmpty, let waiter = semaphores[address] {
                    objects.append(waiter.element)
                    hidden += ReachabilityInput.hiddenWords(
                        ofSudog: waiter.sudog, layout: layout, minorVersion: minorVersion)
                }
                if !objects.isEmpty { waitsFor = objects }
            default: break
            }
            goroutines.append(
                .init(
                    id: word(layout.g.id), fingerprint: stackPointer &* 31 &+ UInt64(status),
                    stack: MemoryRange(address: low, count: Int(high - low)), waitsFor: waitsFor))
        }
        return ReachabilityInput(
            roots: [try range("data", "edata"), try range("bss", "ebss")], goroutines: goroutines, hidden: hidden,
            processors: try slice("allp"), goroutineRecords: try slice("allgs"),
            finalizerQueues: FinalizerQueues(
                finalizers: symbols["runtime.allfin"], cleanups: symbols["runtime.gcCleanups"]))
    }

    /// The waiters in the semaphore table: g to its sudog and the semaphore's address.
    private func semaphoreWaiters(_ layout: RuntimeLayout) throws -> [UInt64: (sudog: UInt64, element: UInt64)] {
        var result: [UInt64: (UInt64, UInt64)] = [:]
        let table = try memory.bytes(at: try symbol("semtable"), count: 251 * 64)
        var pending = (0..<251).compactMap { table.load($0 * 64 + layout.semaphoreTreap, as: UInt64.self) }
        var seen: Set<UInt64> = [0]
        while let sudog = pending.popLast() {
            guard seen.insert(sudog).inserted else { continue }
            let bytes = try memory.bytes(at: sudog, count: layout.sudog.size)
            func word(_ offset: Int) -> UInt64 { bytes.load(offset, as: UInt64.self) ?? 0 }
            result[word(layout.sudog.g)] = (sudog, word(layout.sudog.element))
            pending += [layout.sudog.next, layout.sudog.previous, layout.sudog.waitLink].map(word)
        }
        return result
    }

    private static func symbols(_ built: GoProgram) throws -> [String: UInt64] {
        let result = try built.toolchain.run(["tool", "nm", built.executable])
        guard result.succeeded else { throw TestSupportError("go tool nm failed: \(result.error)") }
        var symbols: [String: UInt64] = [:]
        for line in result.output.split(separator: "\n") {
            let columns = line.split(separator: " ", omittingEmptySubsequences: true)
            guard columns.count >= 3, let address = UInt64(columns[0], radix: 16) else { continue }
            symbols[String(columns[2])] = address
        }
        return symbols
    }
}

/// The program with goroutines that wait, for a version of Go.
func heapProgram(_ version: String) throws -> GoProgram {
    let toolchain = try GoToolchain(version: version)
    return try GoProgram.build(
        source: heapProgramSource, toolchain: toolchain,
        environment: toolchain.minor == 26 ? ["GOEXPERIMENT": "goroutineleakprofile"] : [:])
}
