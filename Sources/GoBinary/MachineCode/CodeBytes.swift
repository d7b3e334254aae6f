import Evidence
import Wire

/// The machine code of one function.
struct CodeBytes {
    let bytes: Bytes
    /// Static address of the first byte.
    let start: UInt64

    var count: Int { bytes.count }

    /// True for an address within the code, also where it ends with the address space.
    func contains(_ address: UInt64) -> Bool { address &- start < UInt64(count) }

    @inline(__always)
    func byte(_ offset: Int) -> UInt8? { bytes.load(offset, as: UInt8.self) }

    @inline(__always)
    func signed32(_ offset: Int) -> Int32? { bytes.load(offset, as: Int32.self) }

    /// `offset` behind the start, plus a difference.
    @inline(__always)
    func address(_ offset: Int, plus difference: Int32) -> UInt64 {
        start &+ UInt64(truncatingIfNeeded: offset) &+ UInt64(bitPattern: Int64(difference))
    }
}

extension FunctionTable {
    /// Longest function whose code is looked at.
    private static let codeLimit = 4 << 20

    /// The machine code of a function, with the padding behind it; nil when the image has none at its address.
    public func machineCode(_ function: FunctionIndex) -> Bytes? {
        let start = entry(function)
        let end = self.end(function)
        guard end > start, let tail = executable.contents.tail(at: start) else { return nil }
        return tail.slice(0, min(Int(clamping: end.rawValue &- start.rawValue), tail.count, Self.codeLimit))
    }

    func code(_ function: FunctionIndex) -> CodeBytes? {
        machineCode(function).map { CodeBytes(bytes: $0, start: entry(function).rawValue) }
    }

    /// Nil for architectures whose code sonde does not read.
    var codeReader: (any MachineCodeReader.Type)? {
        switch architecture {
        case .amd64: AMD64Code.self
        case .arm64: ARM64Code.self
        case .other: nil
        }
    }

    /// True when the function's machine code refers to a place in the `size` bytes from a data address on.
    ///
    /// On amd64 displacements from the program counter are compared, on arm64 pairs of ADRP and an offset. False for
    /// other architectures.
    public func refers(_ function: FunctionIndex, to address: StaticAddress, size: UInt64 = 1) -> Bool {
        let end = address.rawValue.addingReportingOverflow(max(size, 1))
        guard !end.overflow, let reader = codeReader, let code = code(function) else { return false }
        return reader.refers(code, to: address.rawValue..<end.partialValue)
    }

    /// True when the function's machine code has a direct call of the other function, or a jump to its start.
    public func calls(_ function: FunctionIndex, _ target: FunctionIndex) -> Bool {
        let wanted = entry(target)
        return directCalls(function).contains { $0.target == wanted }
    }

    /// Direct calls in a function's code, in its order. Chance matches are possible: a target counts when a function
    /// starts there.
    public func directCalls(_ function: FunctionIndex) -> [DirectCall] {
        guard let reader = codeReader, let code = code(function) else { return [] }
        return reader.calls(in: code)
    }

    /// Bytes from the pointer that a function has to the lock that it takes by the inlined code at an address; nil when
    /// it cannot be told. For a read lock, those to its counter of readers.
    public func lockedDisplacement(_ function: FunctionIndex, inlinedAt address: StaticAddress) -> Int32? {
        guard let reader = codeReader, let code = code(function),
            let offset = Int(exactly: address.rawValue &- code.start)
        else { return nil }
        return reader.lockedDisplacement(in: code, from: offset)
    }

    /// The same for what a function hands over as first argument in the call that returns to an address.
    public func argumentDisplacement(_ function: FunctionIndex, returningTo address: StaticAddress) -> Int32? {
        guard let reader = codeReader, let code = code(function),
            let offset = Int(exactly: address.rawValue &- code.start), offset <= code.count
        else { return nil }
        return reader.argumentDisplacement(in: code, before: offset)
    }

    /// True when a function may compute an address that lies so many bytes behind a pointer.
    public func computes(_ function: FunctionIndex, displacement: Int32) -> Bool {
        guard let reader = codeReader, let code = code(function) else { return true }
        return reader.computes(displacement: displacement, in: code)
    }

    /// Uses of fixed places in a function's code.
    func references(_ function: FunctionIndex) -> [CodeReference] {
        guard let reader = codeReader, let code = code(function) else { return [] }
        return reader.references(in: code)
    }
}
