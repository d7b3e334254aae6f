import Glibc
import Host
import TestSupport
import Testing
import Wire

/// The arguments of captured calls as text, beside what strace prints of the same calls.
@Suite(
    .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"),
    .enabled(if: Permissions.compiler != nil, "no C compiler"),
    .enabled(if: Permissions.mayTraceByStrace, "strace is not installed, or may not trace"))
struct CallDetailTests {
    private struct Call {
        var name = ""
        var detail = ""
    }

    /// What `events list` says of a file, from the call on with which the program proper begins.
    private func calls(_ file: String) throws -> [Call] {
        let listed = try SondeProgram.run(["events", "list", file, "--format", "json"])
        try #require(listed.succeeded, "\(listed.error)")
        var calls: [Call] = []
        for line in listed.output.split(separator: "\n") {
            var reader = JSONReader(Bytes(String(line)))
            var call = Call()
            _ = try reader.next()
            while try reader.next() == .key {
                let key = reader.string
                let token = try reader.next()
                if key == "operation" { call.name = reader.string }
                if key == "detail" { call.detail = reader.string }
                try reader.skip(token)
            }
            if !["signal", "process start", "process exit", "thread exit"].contains(call.name) { calls.append(call) }
        }
        return Array(calls.drop { $0.name != "chdir" })
    }

    /// Arguments, split at commas outside of strings and brackets.
    private func arguments(_ detail: String) -> [String] {
        var all: [String] = [""]
        var (depth, isQuoted, isEscaped) = (0, false, false)
        for character in detail {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isEscaped = character == "\\"
                if character == "\"" { isQuoted = false }
            } else if character == "\"" {
                isQuoted = true
            } else if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                depth -= 1
            } else if character == ",", depth == 0 {
                all.append("")
                continue
            }
            all[all.count - 1].append(character)
        }
        return all.map { String($0.drop { $0 == " " }) }
    }

    /// Flags in an order that both have.
    private func normal(_ flags: some StringProtocol) -> String {
        flags.split(separator: "|").sorted().joined(separator: "|")
    }

    @Test func sameAsStrace() throws {
        let folder = try TemporaryFolder()
        try Files.write(CallProgram.source, to: folder.file("calls.c"))
        let program = folder.file("calls")
        let compiled = try Command.run(
            Permissions.compiler ?? "cc", ["-w", "-static", "-o", program, folder.file("calls.c")])
        try #require(compiled.succeeded, "\(compiled.error)")
        // Each run begins with an empty folder, so that the same calls succeed.
        for name in ["one", "two"] { try Files.makeDirectory(folder.file(name)) }
        _ = try Command.run("strace", ["-f", "-v", "-o", folder.file("log"), program], folder: folder.file("one"))
        let captured = try SondeProgram.run(
            ["capture", "-o", folder.file("test.capture"), "--", program], folder: folder.file("two"))
        try #require(captured.succeeded, "\(captured.error)")
        let (traced, recorded) = (try calls(folder.file("log")), try calls(folder.file("test.capture")))
        try #require(traced.map(\.name) == recorded.map(\.name))
        var compared = 0
        for (one, other) in zip(traced, recorded) where !["exit", "exit_group"].contains(one.name) {
            let values = Set(
                arguments(other.detail).map { argument in
                    normal(argument.split(separator: ": ", maxSplits: 1).last ?? "")
                })
            for argument in arguments(one.detail) {
                let isFlags = argument.wholeMatch(of: /[A-Z][A-Z0-9_]+(\|[A-Z0-9_x]+)*|0[0-7]{3,}/) != nil
                // The folder of the path is part of the path.
                guard isFlags, argument != "NULL", argument != "AT_FDCWD" else { continue }
                #expect(values.contains(normal(argument)), "\(one.name): \(one.detail) | \(other.detail)")
                compared += 1
            }
        }
        #expect(compared > 130)
        #expect(Set(traced.map(\.name)).count > 120)
        let text = recorded.map { "\($0.name) \($0.detail)" }
        // Second paths, addresses and pairs, which strace prints in another form.
        #expect(text.contains("rename new: \"w\""))
        #expect(text.contains { $0.hasPrefix("connect fd: ") && $0.contains("address: 127.0.0.1:9") })
        #expect(text.contains { $0.hasPrefix("pipe2 fds: ") && $0.hasSuffix(", flags: O_NONBLOCK|O_CLOEXEC") })
    }
}
