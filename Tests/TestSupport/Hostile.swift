/// A pseudo-random generator with a seed, so that a failing test can be run again: SplitMix64.
///
/// Source: Guy Steele, Doug Lea, Christine Flood, “Fast splittable pseudorandom number generators”, 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// An input that was spoilt on purpose, and how, for the message of a failing test.
public struct HostileInput: Sendable, CustomStringConvertible {
    public let description: String
    public let bytes: [UInt8]

    public init(_ description: String, _ bytes: [UInt8]) {
        self.description = description
        self.bytes = bytes
    }
}

/// Inputs that a total decoder answers with an error or a counted quality event, never with a crash or a hang.
public enum Hostile {
    /// The input cut off after every `step` bytes, from nothing up to all but the last byte.
    public static func truncations(of bytes: [UInt8], step: Int = 1) -> some Sequence<HostileInput> {
        stride(from: 0, to: bytes.count, by: step).lazy.map {
            HostileInput("truncated to \($0) of \(bytes.count) bytes", Array(bytes[..<$0]))
        }
    }

    /// `count` copies, each with one to eight bits flipped at random places.
    public static func bitFlips(of bytes: [UInt8], count: Int, seed: UInt64) -> some Sequence<HostileInput> {
        (0..<count).lazy.filter { _ in !bytes.isEmpty }.map { index in
            var generator = SeededGenerator(seed: seed &+ UInt64(index) &* 0x1_0001)
            var copy = bytes
            let flips = Int.random(in: 1...8, using: &generator)
            for _ in 0..<flips {
                let place = Int.random(in: 0..<copy.count, using: &generator)
                copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            return HostileInput("seed \(seed), copy \(index): \(flips) bits flipped", copy)
        }
    }

    /// `count` copies, each with one integer of 1, 2, 4 or 8 bytes, or one varint, replaced by an absurd value.
    ///
    /// The values are those at which lengths, offsets and sums overflow.
    public static func absurdIntegers(of bytes: [UInt8], count: Int, seed: UInt64) -> some Sequence<HostileInput> {
        (0..<count).lazy.filter { _ in !bytes.isEmpty }.map { index in
            var generator = SeededGenerator(seed: seed &+ UInt64(index) &* 0x1_0001)
            let value = absurdValues.randomElement(using: &generator) ?? UInt64.max
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            var replacement: [UInt8]
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: replacement = littleEndian(value, size: 1)
            case 1: replacement = littleEndian(value, size: 2)
            case 2: replacement = littleEndian(value, size: 4)
            case 3: replacement = littleEndian(value, size: 8)
            default: replacement = varint(value)
            }
            if Bool.random(using: &generator) { replacement.reverse() }
            var copy = bytes
            for (offset, byte) in replacement.enumerated() where place + offset < copy.count {
                copy[place + offset] = byte
            }
            return HostileInput("seed \(seed), copy \(index): 0x\(String(value, radix: 16)) at byte \(place)", copy)
        }
    }

    /// All three kinds, sized for a test of a second or so.
    public static func all(of bytes: [UInt8], seed: UInt64) -> some Sequence<HostileInput> {
        let step = max(1, bytes.count / 4096)
        let cut = truncations(of: bytes, step: step)
        return [
            AnySequence(cut), AnySequence(bitFlips(of: bytes, count: 512, seed: seed)),
            AnySequence(absurdIntegers(of: bytes, count: 512, seed: seed)),
        ].joined()
    }

    private static let absurdValues: [UInt64] = [
        0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe,
        0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff_ffff_fff0, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000,
        0xffff_ffff_ffff_fff0, 0xffff_ffff_ffff_ffff,
    ]

    private static func littleEndian(_ value: UInt64, size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var result: [UInt8] = []
        while rest >= 0x80 {
            result.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return result + [UInt8(rest)]
    }
}
