import CZydis

/// A transfer of control that leaves, or may leave, a run of machine code.
public struct ControlTransfer: Sendable, Equatable {
    public enum Kind: UInt8, Sendable {
        case call, dynamicCall, jump, dynamicJump
    }

    public var kind: Kind
    /// From the start of the run to behind the instruction, in bytes: where a call returns to.
    public var end: Int
    /// Where a direct call or jump leads to; 0 for the others.
    public var target: UInt64

    public init(kind: Kind, end: Int, target: UInt64) {
        (self.kind, self.end, self.target) = (kind, end, target)
    }
}

/// What a run of machine code consists of.
public struct InstructionCount: Sendable, Equatable {
    public var instructions = 0
    /// Bytes that are no instruction.
    public var undecoded = 0

    public init() {}

    public static func += (a: inout Self, b: Self) {
        a.instructions += b.instructions
        a.undecoded += b.undecoded
    }
}

/// Goes through machine code of amd64 without making text of it: lengths, calls and jumps. For one thread at a time.
public final class InstructionScanner {
    private let handle: OpaquePointer
    private var flows = [sonde_flow](repeating: sonde_flow(), count: 1024)

    /// - Throws: `unsupported` when the library is missing, with what to install.
    public init() throws { unsafe handle = try InstructionDecoder.open(.intel) }

    deinit { unsafe sonde_zydis_close(handle) }

    /// Calls `body` with each call, and each jump out of a run of code that lies at an address, in the code's order.
    public func scan(_ code: Bytes, address: UInt64, _ body: (ControlTransfer) -> Void) -> InstructionCount {
        var scan = sonde_scan()
        while scan.position < code.count {
            let before = scan.position
            let found = unsafe flows.withUnsafeMutableBufferPointer { flows in
                unsafe code.withUnsafeBytes { bytes in
                    unsafe sonde_zydis_scan(
                        handle, bytes.baseAddress, bytes.count, address, flows.baseAddress, flows.count, nil, &scan)
                }
            }
            for flow in flows[..<found] {
                body(ControlTransfer(kind: Self.kind(flow.kind), end: Int(flow.end), target: flow.target))
            }
            guard scan.position > before else { break }
        }
        var count = InstructionCount()
        count.instructions = scan.instructions
        count.undecoded = scan.bad
        return count
    }

    private static func kind(_ number: UInt32) -> ControlTransfer.Kind {
        switch Int(number) {
        case Int(SONDE_FLOW_CALL): .call
        case Int(SONDE_FLOW_DYNAMIC_CALL): .dynamicCall
        case Int(SONDE_FLOW_JUMP): .jump
        default: .dynamicJump
        }
    }

    /// Where the instructions of a run begin, bytes that are none included; ascending.
    public func starts(_ code: Bytes) -> [Int] {
        var marks = [UInt8](repeating: 0, count: code.count)
        var scan = sonde_scan()
        while scan.position < code.count {
            let before = scan.position
            _ = unsafe flows.withUnsafeMutableBufferPointer { flows in
                unsafe marks.withUnsafeMutableBufferPointer { marks in
                    unsafe code.withUnsafeBytes { bytes in
                        unsafe sonde_zydis_scan(
                            handle, bytes.baseAddress, bytes.count, 0, flows.baseAddress, flows.count,
                            marks.baseAddress, &scan)
                    }
                }
            }
            guard scan.position > before else { break }
        }
        return marks.indices.filter { marks[$0] != 0 }
    }
}
