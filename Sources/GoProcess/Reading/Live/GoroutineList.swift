import Evidence
import GoBinary
import Wire

/// What the function that a goroutine started in says of it (traceback.go, `isSystemGoroutine`).
enum StartFunction {
    case user
    case main
    /// The runtime started it for itself.
    case system
    /// The runtime's, but the user's while it calls a finalizer or cleanup.
    case callbacks

    init(_ name: String) {
        guard name.hasPrefix("runtime.") else {
            self = .user
            return
        }
        switch name {
        case "runtime.main": self = .main
        case "runtime.corostart", "runtime.handleAsyncEvent": self = .user
        case "runtime.runfinq", "runtime.runFinalizers", "runtime.runCleanups": self = .callbacks
        default: self = .system
        }
    }
}

extension LiveSnapshotReader {
    /// Addresses of all g's, from `runtime.allgs`.
    ///
    /// The array only ever grows at its end and old arrays stay valid, so a pointer and a length read apart are safe
    /// when the length is read first (runtime/proc.go, `atomicAllG`).
    func goroutineAddresses() throws -> [UInt64] {
        func address(_ global: StaticAddress?) -> UInt64? { global.map { $0.moved(by: slide).rawValue } }
        guard let lengthAddress = address(globals.allglen), let pointerAddress = address(globals.allgptr),
            let length = memory.word(at: lengthAddress), let pointer = memory.word(at: pointerAddress)
        else {
            throw InputError(.notFound, "runtime.allgs cannot be read", file: memory.name)
        }
        guard length > 0, length <= 1 << 28, pointer != 0 else {
            throw InputError(
                .malformed,
                "runtime.allgs has \(length) entries at 0x\(String(pointer, radix: 16)): the program has not "
                    + "started yet, or the layout is not the one that sonde takes it for", file: memory.name)
        }
        let buffer = MemoryBuffer()
        guard memory.read([MemoryRange(address: pointer, count: Int(length) * 8)], into: buffer).isEmpty else {
            throw InputError(.notFound, "the \(length) entries of runtime.allgs cannot be read", file: memory.name)
        }
        let bytes = buffer.view
        return (0..<Int(length)).map { bytes.checkedLoad($0 * 8) }
    }

    /// Number of goroutines at this moment, without those that the runtime started for itself.
    ///
    /// Reads of each goroutine only its state and where it started: a tenth of a snapshot's work. The runtime's own
    /// counter cannot be read: it is the difference of numbers that lie in several places.
    public func countGoroutines() throws -> Int {
        let addresses = try goroutineAddresses()
        let batch = BatchReader(memory)
        let first = min(layout.g.status, layout.g.startProgramCounter)
        let count = max(layout.g.status + 4, layout.g.startProgramCounter + 8) - first
        var isSystem: [UInt64: Bool] = [:]
        var last: (start: UInt64, isSystem: Bool) = (0, false)
        var result = 0
        for part in stride(from: 0, to: addresses.count, by: GoroutineBatch.size) {
            let requests = addresses[part..<min(part + GoroutineBatch.size, addresses.count)].map {
                MemoryRange(address: $0 &+ UInt64(first), count: count)
            }
            batch.read(requests, gap: 512)
            for request in requests.indices where batch.isReadable(request) {
                let (bytes, offset) = batch.location(request)
                let status: UInt32 = bytes.checkedLoad(offset + layout.g.status - first)
                guard GoroutineState(status: status).isAlive else { continue }
                let start: UInt64 = bytes.checkedLoad(offset + layout.g.startProgramCounter - first)
                if start != last.start {
                    last = (start, isSystem[start] ?? startsSystemGoroutine(start))
                    isSystem[start] = last.isSystem
                }
                if !last.isSystem { result += 1 }
            }
        }
        return result
    }

    private func startsSystemGoroutine(_ start: UInt64) -> Bool {
        guard let function = functions.function(containing: RuntimeAddress(start).unmoved(by: slide)) else {
            return false
        }
        switch StartFunction(functions.name(function)) {
        case .user, .main: return false
        case .system, .callbacks: return true
        }
    }
}
