import Wire

/// Processes that the kernel asks before files are opened or executed (fanotify), such as virus scanners.
public enum FileGuards {
    /// FAN_OPEN_PERM, FAN_ACCESS_PERM and FAN_OPEN_EXEC_PERM.
    private static let permissions: UInt64 = 0x70000

    /// `name (id)` of those that may be looked into.
    public static func find() -> [String] {
        ProcessList.identifiers().compactMap { id in
            guard let directory = try? ProcessDirectory(processID: id), isGuard(directory) else { return nil }
            return "\((try? LiveProcess(processID: id))?.shortName ?? "") (\(id))"
        }
    }

    private static func isGuard(_ directory: ProcessDirectory) -> Bool {
        (directory.numbers(in: "fd") ?? []).contains { number in
            guard directory.link("fd/\(number)")?.contains("[fanotify]") == true else { return false }
            return asksForPermission(directory.optionalContents("fdinfo/\(number)")?.string ?? "")
        }
    }

    /// Whether the text of /proc/PID/fdinfo/N is of a group that asks for permissions: a line `fanotify … mask:10000`.
    public static func asksForPermission(_ text: some StringProtocol) -> Bool {
        text.split(separator: "\n").contains { line in
            guard line.hasPrefix("fanotify") else { return false }
            return line.split(separator: " ").contains { word in
                guard word.hasPrefix("mask:"), let mask = UInt64(word.dropFirst(5), radix: 16) else { return false }
                return mask & permissions != 0
            }
        }
    }
}
