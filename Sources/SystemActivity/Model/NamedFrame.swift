import Evidence

/// A frame of a stack as a source wrote it that knows no addresses of the process, such as strace -k.
public struct NamedFrame: Hashable, Sendable {
    /// Empty when unknown.
    public var function: StringID
    /// Bytes behind the function's begin.
    public var offset: UInt64
    /// The executable or library.
    public var module: StringID
    /// Offset in the module's file.
    public var fileOffset: UInt64

    public init(function: StringID, offset: UInt64, module: StringID, fileOffset: UInt64) {
        self.function = function
        self.offset = offset
        self.module = module
        self.fileOffset = fileOffset
    }
}

/// Frames that have names instead of addresses. Each has an address that no process can have, for `AddressStacks`.
public struct NamedFrames: Sendable {
    /// Bits above the number of a frame: no canonical address of amd64 or arm64 has them.
    private static let mark: UInt64 = 0x5a4e_0000_0000_0000
    private var frames: [NamedFrame] = []
    private var numbers: [NamedFrame: UInt64] = [:]

    public init() {}

    public var count: Int { frames.count }

    /// What stands for a frame in a stack.
    public mutating func intern(_ frame: NamedFrame) -> UInt64 {
        if let known = numbers[frame] { return known }
        let address = Self.mark | UInt64(frames.count)
        frames.append(frame)
        numbers[frame] = address
        return address
    }

    /// The frame that an address of a stack stands for; nil for addresses of a process.
    public subscript(_ address: UInt64) -> NamedFrame? {
        guard address & 0xffff_0000_0000_0000 == Self.mark else { return nil }
        let number = Int(address & 0xffff_ffff_ffff)
        return number < frames.count ? frames[number] : nil
    }
}
