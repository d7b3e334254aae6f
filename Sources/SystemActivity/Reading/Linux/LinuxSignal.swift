/// Names of Linux's signals.
public enum LinuxSignal {
    private static let names = Dictionary(
        (LinuxFlags.groups(isARM64: false)["signal"]?.names ?? []).map { ($0.value, $0.name) }
    ) { first, _ in first }

    /// `SIGKILL` for 9; `SIGRT_3` for those behind 32, counted as the libraries do, which keep two for themselves; the
    /// number where there is no name.
    public static func name(_ number: UInt64) -> String {
        if number >= 32, number <= 64 { return number == 32 ? "SIGRTMIN" : "SIGRT_\(number - 32)" }
        return names[number] ?? (number == 0 ? "0" : "0x" + String(number, radix: 16))
    }

    public static func name(_ number: Int32) -> String { name(UInt64(UInt32(bitPattern: number))) }
}
