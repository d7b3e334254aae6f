import Evidence
import GoBinary
import Wire

extension SnapshotBuild {
    /// Joins goroutines with the threads that run them or that they are locked to, and with the system calls that
    /// those threads are in; unwinds running goroutines when the threads' registers are known.
    mutating func linkThreads(_ stoppedThreads: [ThreadFacts]?) {
        let threads = stoppedThreads ?? reader.facts.threads(quality: &snapshot.quality)
        snapshot.threads = threads
        let byInnermostID = Dictionary(threads.map { ($0.innermostID, $0) }, uniquingKeysWith: { first, _ in first })
        let pointers = Set(machines.values).union(lockedMachines.values).sorted()
        let threadByMachine = readThreadIDs(pointers)
        for (position, machine) in lockedMachines {
            guard let innermost = threadByMachine[machine] else { continue }
            snapshot.goroutines[Int(position)].lockedThread = byInnermostID[innermost]?.id ?? innermost
        }
        var withoutStack = 0
        var approximate = 0
        for (position, machine) in machines.sorted(by: { $0.key < $1.key }) {
            guard let innermost = threadByMachine[machine] else { continue }
            let thread = byInnermostID[innermost]
            snapshot.goroutines[Int(position)].thread = thread?.id ?? innermost
            if snapshot.goroutines[Int(position)].state == .systemCall, let call = thread?.systemCall {
                addSystemCall(call, thread: thread?.id ?? innermost, position: Int(position))
            }
            if snapshot.goroutines[Int(position)].state == .running {
                if let registers = thread?.registers { unwindRunning(Int(position), registers: registers) }
                if snapshot.goroutines[Int(position)].stack == .empty { withoutStack += 1 }
                if snapshot.goroutines[Int(position)].flags.contains(.approximateStack) { approximate += 1 }
            }
        }
        snapshot.quality.count(
            "stacks.approximate", approximate, .info,
            "running goroutines, whose innermost frames are a guess; --stop reads them exactly")
        snapshot.quality.count(
            "goroutines.running-without-stack", withoutStack, .info,
            "running goroutines, whose stacks could not be read; --stop reads them")
    }

    private func readThreadIDs(_ machines: [UInt64]) -> [UInt64: Int32] {
        var result: [UInt64: Int32] = [:]
        let reader = BatchReader(memory)
        for start in stride(from: 0, to: machines.count, by: GoroutineBatch.size) {
            let part = Array(machines[start..<min(start + GoroutineBatch.size, machines.count)])
            reader.read(part.map { MemoryRange(address: $0 &+ UInt64(layout.m.threadID), count: 8) }, gap: 0)
            for (index, machine) in part.enumerated() where reader.isReadable(index) {
                let (bytes, offset) = reader.location(index)
                result[machine] = Int32(truncatingIfNeeded: bytes.checkedLoad(offset, as: UInt64.self))
            }
        }
        return result
    }

    private mutating func addSystemCall(_ call: SystemCallFacts, thread: Int32, position: Int) {
        let arm = reader.executable.architecture == .arm64
        let entry = SystemCallTable.entry(call.number, isARM64: arm)
        var result = SystemCall(
            thread: thread, number: call.number, name: entry?.name ?? "syscall \(call.number)",
            arguments: call.arguments)
        if let argument = entry?.descriptorArgument, argument < call.arguments.count {
            result.descriptor = Int32(truncatingIfNeeded: call.arguments[argument])
        }
        snapshot.goroutines[position].systemCall = Int32(snapshot.systemCalls.count)
        snapshot.systemCalls.append(result)
    }

    /// Walks the stack of a goroutine that ran until its thread was stopped.
    private mutating func unwindRunning(_ position: Int, registers: ThreadRegisters) {
        guard let raw = readGoroutine(at: snapshot.goroutines[position].address) else { return }
        snapshot.goroutines[position].flags.subtract([.partialStack, .approximateStack])
        // On another stack (the scheduler's, a signal's) the goroutine's own state was saved at the switch.
        let isOnOwnStack = registers.stackPointer > raw.stackLow && registers.stackPointer <= raw.stackHigh
        var start = raw.walkStart
        if isOnOwnStack {
            start.programCounter = registers.programCounter
            start.stackPointer = registers.stackPointer
            start.linkRegister = registers.linkRegister
            start.isSystemCall = false
            start.isTrap = true
        }
        guard start.stackPointer > raw.stackLow, start.stackPointer < raw.stackHigh,
            let window = readStack(start.stackPointer, high: raw.stackHigh)
        else {
            snapshot.goroutines[position].flags.insert(.partialStack)
            return
        }
        let result = walker.walk(start, window: window, stacks: &snapshot.stacks)
        snapshot.goroutines[position].stack = result.stack
        stackRanges[position] = StackRange(low: start.stackPointer, high: raw.stackHigh)
        if !result.isComplete { snapshot.goroutines[position].flags.insert(.partialStack) }
    }

    /// The g at an address as it is now; nil when it cannot be read.
    func readGoroutine(at address: UInt64) -> RawGoroutine? {
        let buffer = MemoryBuffer()
        guard memory.read([MemoryRange(address: address, count: layout.g.size)], into: buffer).isEmpty else {
            return nil
        }
        return RawGoroutine(index: 0, address: address, bytes: buffer.view, base: 0, layout: layout)
    }

    /// The used part of a stack, up to 64 KiB of it.
    func readStack(_ low: UInt64, high: UInt64) -> StackWalker.Window? {
        guard low < high else { return nil }
        let count = Int(min(high - low, 64 << 10))
        let buffer = MemoryBuffer()
        guard memory.read([MemoryRange(address: low, count: count)], into: buffer).isEmpty else { return nil }
        return StackWalker.Window(bytes: buffer.view, offset: 0, start: low, count: count)
    }
}
