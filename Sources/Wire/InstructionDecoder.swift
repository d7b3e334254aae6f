import CZydis

/// One machine instruction.
public struct DecodedInstruction: Sendable, Equatable {
    /// What is executed behind it.
    public enum Flow: Sendable, Equatable {
        case next, call, jump, `return`
    }

    /// Bytes.
    public var length: Int
    public var flow: Flow
    /// Where a direct call or jump leads to.
    public var target: UInt64?
    /// The address that an operand with a displacement from the program counter has.
    public var reference: UInt64?
    /// Name and operands; numbers and addresses are hexadecimal, without leading zeros.
    public var text: String
    /// In Go's syntax: the bytes of `text` that are the target or the reference, which a symbol may take the place of.
    public var place: Range<Int>?
}

/// Decodes machine code of amd64 by means of Zydis, a shared library that is loaded when the first decoder is made. For
/// one thread at a time.
public final class InstructionDecoder {
    /// How operands are written.
    public enum Syntax: Sendable {
        case intel
        /// That of the GNU tools: the source in front of the target.
        case gnu
        /// That of Go's assembler, as `go tool objdump` writes it: the source in front of the target, but for comparisons.
        case go
    }

    private let handle: OpaquePointer

    /// - Throws: `unsupported` when the library is missing, with what to install.
    public init(syntax: Syntax) throws { unsafe handle = try Self.open(syntax) }

    /// What the library needs to know of one reader of code; to be closed.
    /// - Throws: as `init`.
    static func open(_ syntax: Syntax) throws -> OpaquePointer {
        var reason: Int32 = 0
        let number =
            switch syntax {
            case .intel: SONDE_INTEL
            case .gnu: SONDE_ATT
            case .go: SONDE_GO
            }
        let opened = unsafe sonde_zydis_open(Int32(number), &reason)
        guard let opened = unsafe opened else {
            throw InputError(.unsupported, Self.message(reason, String(cString: unsafe sonde_zydis_library())))
        }
        return unsafe opened
    }

    /// `library` is a file name such as `libZydis.so.4.0`, whose Debian package is `libzydis4.0`.
    private static func message(_ reason: Int32, _ library: String) -> String {
        let version = library.split(separator: ".").dropFirst(2).joined(separator: ".")
        let package = "libzydis\(version)"
        switch Int(reason) {
        case Int(SONDE_ZYDIS_MISSING):
            return "machine code is decoded by \(library), which is not on this machine: install \(package) "
                + "(apt-get install \(package)); all else works without it"
        case Int(SONDE_ZYDIS_OTHER):
            return "\(library) on this machine is not the version that its name says: install \(package) anew"
        default: return "\(library) cannot decode machine code of amd64"
        }
    }

    deinit { unsafe sonde_zydis_close(handle) }

    /// The instruction at an offset of code that lies at an address; nil for bytes that are none.
    public func decode(_ code: Bytes, at offset: Int, address: UInt64) -> DecodedInstruction? {
        guard let rest = code.suffix(from: offset), !rest.isEmpty else { return nil }
        var result = sonde_instruction()
        let isDecoded = unsafe rest.withUnsafeBytes { bytes in
            unsafe sonde_zydis_decode(handle, bytes.baseAddress, bytes.count, address, &result)
        }
        guard isDecoded != 0, result.length > 0, Int(result.length) <= rest.count else { return nil }
        let flow: DecodedInstruction.Flow =
            switch Int(result.flow) {
            case Int(SONDE_CALL): .call
            case Int(SONDE_JUMP): .jump
            case Int(SONDE_RETURN): .return
            default: .next
            }
        let place = Int(result.place_start)..<Int(result.place_start) + Int(result.place_length)
        return DecodedInstruction(
            length: Int(result.length), flow: flow, target: result.has_target != 0 ? result.target : nil,
            reference: result.has_reference != 0 ? result.reference : nil,
            text: unsafe withUnsafeBytes(of: &result.text) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }, place: place.isEmpty ? nil : place)
    }
}
