import Evidence

/// A system call's arguments as text: `flags: O_RDONLY|O_CLOEXEC, mode: 0644`.
struct CallDetail {
    /// What stands in memory behind an argument.
    struct Payload {
        var argument: Int
        var bytes: ArraySlice<UInt8>
        var isAddress = false
        var isPair = false
    }

    private let entries: [Int32: SystemCallTable.Entry]
    private let groups: [String: LinuxFlags]

    init(isARM64: Bool) {
        entries = SystemCallTable.entries(isARM64: isARM64)
        groups = LinuxFlags.groups(isARM64: isARM64)
    }

    /// Appends all arguments but the path of the event: a descriptor's number, flags by name, sizes, addresses.
    func append(_ number: Int32, _ arguments: [UInt64], _ payloads: [Payload], to text: inout [UInt8]) {
        let entry = entries[number]
        let forms = entry.map { CallForms.arguments(of: $0) } ?? []
        let name = entry?.name ?? ""
        // The path that the event has stands in a column of its own, with the folder that it starts from.
        let pathArgument = payloads.first { !$0.isAddress && !$0.isPair }?.argument
        let start = text.count
        for (index, value) in arguments.enumerated() {
            if index == pathArgument { continue }
            let argument =
                index < forms.count ? forms[index] : CallForms.Argument(label: "argument \(index)", form: "x")
            if argument.form == "at", let pathArgument, index + 1 == pathArgument { continue }
            let before = text.count
            if before > start { text += ", ".utf8 }
            text += argument.label.utf8
            text += ": ".utf8
            let payload = payloads.first { $0.argument == index }
            if !append(value, argument.form, name, arguments, payload, to: &text) {
                text.removeLast(text.count - before)
            }
        }
    }

    /// - Returns: false when there is nothing to say.
    private func append(
        _ value: UInt64, _ form: String, _ name: String, _ arguments: [UInt64], _ payload: Payload?,
        to text: inout [UInt8]
    ) -> Bool {
        switch form {
        case "d": text += String(Int64(bitPattern: value)).utf8
        case "i": text += String(Int32(truncatingIfNeeded: value)).utf8
        case "u": text += String(value).utf8
        case "o": Self.appendOctal(value, to: &text)
        case "x": Self.appendHexadecimal(value, to: &text)
        case "p": Self.appendAddress(value, to: &text)
        case "fd": text += String(Int32(truncatingIfNeeded: value)).utf8
        case "at": Self.appendFolder(value, to: &text)
        case "ms":
            let time = Int32(truncatingIfNeeded: value)
            text += (time < 0 ? "for ever" : "\(time) ms").utf8
        case "sig": appendSignal(value, to: &text)
        case "dev": text += "\(value >> 8 & 0xfff):\(value & 0xff | value >> 12 & 0xfff00)".utf8
        case "path", "name", "s", "sa", "pair": Self.appendPayload(value, payload, to: &text)
        default:
            if form.first == "*" { return appendSpecial(value, form.dropFirst(), name, arguments, to: &text) }
            guard let group = groups[form] else {
                Self.appendHexadecimal(value, to: &text)
                return true
            }
            // Flags are ints: what stands above them in the register is no part of them.
            group.append(value & 0xffff_ffff, to: &text)
        }
        return true
    }

    /// What other arguments say the meaning of.
    private func appendSpecial(
        _ value: UInt64, _ form: Substring, _ name: String, _ arguments: [UInt64], to text: inout [UInt8]
    ) -> Bool {
        func argument(_ index: Int) -> UInt64 { index < arguments.count ? arguments[index] & 0xffff_ffff : 0 }
        func group(_ name: String, _ value: UInt64) { groups[name]?.append(value & 0xffff_ffff, to: &text) }
        switch form {
        case "openmode":
            // O_CREAT, and the bit of O_TMPFILE that O_DIRECTORY has not.
            guard argument(name == "open" ? 1 : 2) & 0o20000100 != 0 else { return false }
            Self.appendOctal(value & 0o7777, to: &text)
        case "mode":
            group("filetype", value & 0o170000)
            text.append(UInt8(ascii: "|"))
            Self.appendOctal(value & 0o7777, to: &text)
        case "protocol":
            switch argument(0) {
            case 2, 10: group("inet", value)
            case 16: group("netlink", value)
            default: text += String(value & 0xffff_ffff).utf8
            }
        case "option":
            let names: [UInt64: String] = [0: "ipopt", 1: "so", 6: "tcpopt", 41: "ip6opt"]
            if let names = names[argument(1)] { group(names, value) } else { text += String(value & 0xffff_ffff).utf8 }
        case "clone":
            let flags = value & 0xffff_ff00
            if flags != 0 { group("clone", flags) }
            if value & 0xff != 0 || flags == 0 {
                if flags != 0 { text.append(UInt8(ascii: "|")) }
                appendSignal(value & 0xff, to: &text)
            }
        case "fcntl": return appendControl(value, argument(1), to: &text)
        case "futex", "futex2", "futex3": return Self.appendFutex(value, form, argument(1) & 0x7f, to: &text)
        case "rusage":
            let who = Int32(truncatingIfNeeded: value)
            if who == -1 { text += "RUSAGE_CHILDREN".utf8 } else { group("rusage", value) }
        default: Self.appendHexadecimal(value, to: &text)
        }
        return true
    }

    /// What the fourth argument of `futex` and those behind it mean, which depends on the operation (futex(2)).
    private static func appendFutex(
        _ value: UInt64, _ form: Substring, _ operation: UInt64, to text: inout [UInt8]
    ) -> Bool {
        // Requeueing and waking have a number where others have the time they wait at most.
        let hasNumber = [3, 4, 5, 12].contains(operation)
        switch form {
        case "futex":
            if hasNumber { text += String(value & 0xffff_ffff).utf8 } else { appendAddress(value, to: &text) }
            return hasNumber || [0, 6, 9, 11, 13].contains(operation)
        case "futex2":
            appendAddress(value, to: &text)
            return hasNumber || operation == 11
        default:
            if operation == 9 || operation == 10, value & 0xffff_ffff == 0xffff_ffff {
                text += "FUTEX_BITSET_MATCH_ANY".utf8
            } else {
                appendHexadecimal(value & 0xffff_ffff, to: &text)
            }
            return [4, 5, 9, 10, 12].contains(operation)
        }
    }

    private func appendControl(_ value: UInt64, _ command: UInt64, to text: inout [UInt8]) -> Bool {
        switch command {
        case 1, 3, 9, 11, 1025, 1032, 1034: return false
        case 2: groups["fdflag"]?.append(value & 0xffff_ffff, to: &text)
        // Access modes cannot be set: what stands there in their place is not O_RDONLY.
        case 4: groups["open"]?.append(value & 0xffff_ffff, to: &text)
        case 10: appendSignal(value, to: &text)
        case 1033: groups["seal"]?.append(value & 0xffff_ffff, to: &text)
        case 0, 8, 1024, 1030, 1031: text += String(Int32(truncatingIfNeeded: value)).utf8
        default: Self.appendAddress(value, to: &text)
        }
        return true
    }

    private func appendSignal(_ value: UInt64, to text: inout [UInt8]) {
        text += LinuxSignal.name(value & 0xffff_ffff).utf8
    }

    private static func appendFolder(_ value: UInt64, to text: inout [UInt8]) {
        let descriptor = Int32(truncatingIfNeeded: value)
        text += (descriptor == -100 ? "AT_FDCWD" : String(descriptor)).utf8
    }

    private static func appendOctal(_ value: UInt64, to text: inout [UInt8]) {
        let digits = String(value & 0xffff_ffff, radix: 8)
        // Three digits of permissions at least behind the 0 of C, as people write them.
        for _ in digits.utf8.count..<max(4, digits.utf8.count + 1) { text.append(UInt8(ascii: "0")) }
        text += digits.utf8
    }

    private static func appendHexadecimal(_ value: UInt64, to text: inout [UInt8]) {
        if value == 0 { return text.append(UInt8(ascii: "0")) }
        text += "0x".utf8
        text += String(value, radix: 16).utf8
    }

    private static func appendAddress(_ value: UInt64, to text: inout [UInt8]) {
        if value == 0 { text += "NULL".utf8 } else { appendHexadecimal(value, to: &text) }
    }

    private static func appendPayload(_ value: UInt64, _ payload: Payload?, to text: inout [UInt8]) {
        guard let payload else { return appendAddress(value, to: &text) }
        if payload.isAddress {
            text += (SocketAddress.text(payload.bytes) ?? "unknown").utf8
        } else if payload.isPair, payload.bytes.count >= 8 {
            func number(_ offset: Int) -> Int32 {
                (0..<4).reduce(0) {
                    $0
                        | Int32(
                            truncatingIfNeeded: UInt32(payload.bytes[payload.bytes.startIndex + offset + $1])
                                << UInt32($1 * 8))
                }
            }
            text += "\(number(0)) \(number(4))".utf8
        } else {
            text.append(UInt8(ascii: "\""))
            text += payload.bytes.flatMap { byte -> [UInt8] in
                byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), byte] : [byte]
            }
            text.append(UInt8(ascii: "\""))
        }
    }
}
