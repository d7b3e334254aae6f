import Evidence

/// What an operation does to what it is about, as Process Monitor's summaries tell operations apart.
public enum ActivityEffect: UInt8, Sendable, CaseIterable {
    case open, close, read, write
    case connect, disconnect, send, receive
    /// Asks for, and changes, who may do what.
    case getPermissions, setPermissions
    case other
}

/// Effects of operations, and the bytes that they move.
public struct ActivityTransfers {
    /// By the number of the operation's name, plus one; 0 for those not met yet.
    private var known: [UInt8] = []
    private var buffer: [UInt8] = []

    public init() {}

    public mutating func effect(_ event: ActivityEvent, _ tables: ActivityTables) -> ActivityEffect {
        let number = Int(event.operation.rawValue)
        if number < known.count, known[number] != 0 { return ActivityEffect(rawValue: known[number] - 1) ?? .other }
        if number >= known.count {
            known += Array(repeating: 0, count: max(number + 1, known.count * 2) - known.count)
        }
        let effect = Self.effects[tables.strings[event.operation]] ?? .other
        known[number] = effect.rawValue + 1
        return effect
    }

    /// The effect of an event that moves bytes, and how many; nil when it moved none, or failed.
    public mutating func transfer(
        _ event: ActivityEvent, of source: some ActivitySource, _ tables: ActivityTables
    ) -> (effect: ActivityEffect, bytes: Int)? {
        let effect = effect(event, tables)
        switch effect {
        case .read, .write, .send, .receive: break
        default: return nil
        }
        // Linux returns how many it were.
        if let count = Self.number(tables.strings.bytes(event.result)) { return count > 0 ? (effect, count) : nil }
        guard event.kind == .file || event.kind == .network, tables.strings[event.result] == "SUCCESS" else {
            return nil
        }
        buffer.removeAll(keepingCapacity: true)
        source.appendDetail(of: event, to: &buffer)
        return Self.length(buffer).map { (effect, $0) }
    }

    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first, first >= 48, first <= 57, text.count < 19 else { return nil }
        var value = 0
        for byte in text {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }

    private static let lengthTitle = Array("Length: ".utf8)

    /// What stands behind `Length: ` in Windows' details, with commas between thousands; nil when it does not.
    private static func length(_ detail: [UInt8]) -> Int? {
        let title = Self.lengthTitle
        guard detail.count > title.count else { return nil }
        for start in 0...detail.count - title.count
        where detail[start] == title[0] && (start == 0 || detail[start - 1] == UInt8(ascii: " ")) {
            guard detail[start..<start + title.count].elementsEqual(title) else { continue }
            var value = 0
            for byte in detail[(start + title.count)...].prefix(24) {
                if byte >= 48, byte <= 57 {
                    value = value &* 10 &+ Int(byte - 48)
                } else if byte != UInt8(ascii: ",") {
                    break
                }
            }
            return max(value, 0)
        }
        return nil
    }

    /// Effects by operation: Linux's calls, and what Process Monitor prints.
    private static let effects: [String: ActivityEffect] = {
        let names: [(ActivityEffect, String)] = [
            (.open, "open openat openat2 creat CreateFile RegOpenKey RegCreateKey"),
            (.close, "close CloseFile RegCloseKey"),
            (
                .read,
                "read pread64 readv preadv preadv2 getdents getdents64 ReadFile RegQueryValue RegQueryKey RegEnumKey "
                    + "RegEnumValue RegQueryMultipleValueKey RegQueryKeySecurity"
            ),
            (
                .write,
                "write pwrite64 writev pwritev pwritev2 copy_file_range WriteFile RegSetValue RegDeleteValue "
                    + "RegDeleteKey RegSetInfoKey RegSetKeySecurity RegRenameKey"
            ),
            (.connect, "connect accept accept4"), (.disconnect, "shutdown"),
            (.send, "sendto sendmsg sendmmsg sendfile sendfile64"), (.receive, "recvfrom recvmsg recvmmsg"),
            (.getPermissions, "getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr QuerySecurityFile"),
            (
                .setPermissions,
                "setxattr lsetxattr fsetxattr removexattr chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat "
                    + "SetSecurityFile"
            ),
        ]
        var all: [String: ActivityEffect] = [:]
        for (effect, list) in names { for name in list.split(separator: " ") { all[String(name)] = effect } }
        for protocolName in ["TCP", "UDP"] {
            all["\(protocolName) Connect"] = .connect
            all["\(protocolName) Accept"] = .connect
            all["\(protocolName) Reconnect"] = .connect
            all["\(protocolName) Disconnect"] = .disconnect
            all["\(protocolName) Send"] = .send
            all["\(protocolName) Receive"] = .receive
        }
        return all
    }()
}
