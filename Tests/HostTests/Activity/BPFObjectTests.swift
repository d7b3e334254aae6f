import TestSupport
import Testing

/// The programs for the kernel are committed as they were compiled: nobody may change their sources alone.
struct BPFObjectTests {
    /// What the committed headers say of their compiler.
    private static let committed =
        (try? Files.lines(Repository.path("Sources/CLinux/generated/activity_object_amd64.h")).first) ?? ""

    /// The same clang, which gives the same bytes, and the headers of libbpf.
    private static let canBeMade: Bool = {
        guard Files.exists("/usr/include/bpf/bpf_helpers.h"),
            let version = try? Command.run(
                "sh", ["-c", "\"$(dirname \"$(readlink -f \"$(command -v swift)\")\")/clang\" --version"]),
            let first = version.output.split(separator: "\n").first
        else { return false }
        return committed.contains("with \(first).")
    }()

    @Test(.enabled(if: canBeMade, "no headers of libbpf, or not the clang that made the programs for the kernel"))
    func theyAreWhatTheSourcesGive() throws {
        let result = try Command.run(Repository.path("scripts/bpf-object"), ["--check"])
        #expect(result.succeeded, "\(result.error)")
    }
}
