import Evidence
import TestSupport
import Testing

@testable import SystemActivity

struct LinuxFlagsTests {
    private static let isAMD64: Bool = {
        #if arch(x86_64)
            true
        #else
            false
        #endif
    }()

    /// The values of this machine's own headers, which are those of amd64.
    @Test(
        .enabled(if: Permissions.compiler != nil, "no C compiler"),
        .enabled(if: isAMD64, "the headers of this machine are not those of amd64"))
    func sameAsHeaders() throws {
        let names = LinuxFlags.groups(isARM64: false).values.flatMap { $0.names }.filter { !$0.name.contains("|") }
        var known: [String: UInt64] = [:]
        for headers in [Self.kernel, Self.library] {
            var source = "#define _GNU_SOURCE\n"
            for header in headers { source += "#if __has_include(<\(header)>)\n#include <\(header)>\n#endif\n" }
            source += "int printf(const char *, ...);\nint main(void) {\n"
            for (name, _) in names {
                source +=
                    "#ifdef \(name)\nprintf(\"\(name) %llu\\n\", (unsigned long long)(\(name)) & 0xffffffffULL);\n#endif\n"
            }
            source += "return 0; }\n"
            let folder = try TemporaryFolder()
            try Files.write(source, to: folder.file("names.c"))
            let compiled = try Command.run(
                Permissions.compiler ?? "cc", ["-w", "-o", folder.file("names"), folder.file("names.c")])
            try #require(compiled.succeeded, "\(compiled.error)")
            for line in try Command.run(folder.file("names")).output.split(separator: "\n") {
                let words = line.split(separator: " ")
                if let value = UInt64(words[1]) { known[String(words[0])] = known[String(words[0])] ?? value }
            }
        }
        let compared = names.filter { known[$0.name] != nil }
        try #require(compared.count > 550)
        for (name, value) in compared { #expect(known[name] == value & 0xffff_ffff, "\(name)") }
    }

    private static let kernel = [
        "linux/fcntl.h", "linux/stat.h", "linux/mman.h", "linux/sched.h", "linux/wait.h", "linux/futex.h",
        "linux/netlink.h", "linux/tcp.h", "asm/socket.h", "linux/eventpoll.h", "linux/timerfd.h", "linux/signalfd.h",
        "linux/inotify.h", "linux/random.h", "linux/resource.h", "asm/prctl.h", "linux/prctl.h", "linux/close_range.h",
        "linux/mount.h", "linux/seccomp.h", "linux/xattr.h", "linux/fs.h", "linux/memfd.h", "linux/falloc.h",
        "linux/fadvise.h", "linux/pidfd.h", "asm/signal.h", "asm/ioctls.h",
    ]
    private static let library = [
        "fcntl.h", "sys/socket.h", "netinet/in.h", "netinet/tcp.h", "sys/time.h", "time.h", "sys/file.h", "signal.h",
        "sys/mman.h", "sched.h", "sys/wait.h", "unistd.h", "sys/resource.h", "sys/stat.h", "sys/epoll.h", "sys/mount.h",
    ]

    /// Every form that a call's arguments have is one that is known, and labels agree with the table of calls.
    @Test func formsAreKnown() {
        let forms: Set<String> = [
            "d", "i", "u", "x", "o", "p", "fd", "at", "s", "path", "name", "sa", "pair", "dev", "ms", "sig",
            "*openmode",
            "*mode", "*protocol", "*option", "*clone", "*fcntl", "*futex", "*futex2", "*futex3", "*rusage",
        ]
        let groups = LinuxFlags.groups(isARM64: false)
        #expect(Set(groups.keys) == Set(LinuxFlags.groups(isARM64: true).keys))
        #expect(forms.isDisjoint(with: groups.keys))
        #expect(CallForms.byName.count >= 200)
        let entries = Dictionary(
            SystemCallTable.entries(isARM64: false).values.map { ($0.name, $0.arguments) }, uniquingKeysWith: { $1 })
        for (name, arguments) in CallForms.byName {
            for argument in arguments {
                #expect(forms.contains(argument.form) || groups[argument.form] != nil, "\(name) \(argument.label)")
            }
            // The numbers of close_range need not be open.
            guard let kinds = entries[name], name != "close_range" else { continue }
            #expect(arguments.count >= kinds.count, "\(name)")
            for (argument, kind) in zip(arguments, kinds) {
                switch kind {
                case .directory: #expect(argument.form == "at", "\(name) \(argument.label)")
                case .descriptor: #expect(argument.form == "fd", "\(name) \(argument.label)")
                case .string: #expect(["path", "name"].contains(argument.form), "\(name) \(argument.label)")
                case .address:
                    #expect(
                        ["p", "sa", "pair", "*futex2", "*futex", "x"].contains(argument.form),
                        "\(name) \(argument.label)")
                case .number:
                    #expect(
                        !["p", "path", "fd", "at"].contains(argument.form) || ["futex", "clone"].contains(name),
                        "\(name) \(argument.label)")
                }
            }
        }
    }

    private static func text(_ name: String, _ arguments: [UInt64], isARM64: Bool = false) -> String {
        var text: [UInt8] = []
        let number = SystemCallTable.number(name, isARM64: isARM64) ?? -1
        CallDetail(isARM64: isARM64).append(number, arguments, [], to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test func architectures() {
        // O_DIRECTORY of one is O_DIRECT of the other (arch/arm64/include/uapi/asm/fcntl.h).
        #expect(
            Self.text("openat", [UInt64(bitPattern: -100), 0x1000, 0o40000])
                == "at: AT_FDCWD, path: 0x1000, flags: O_RDONLY|O_DIRECT")
        #expect(
            Self.text("openat", [3, 0x1000, 0o40000], isARM64: true)
                == "at: 3, path: 0x1000, flags: O_RDONLY|O_DIRECTORY")
        #expect(
            Self.text("mprotect", [0x1000, 1, 0x10], isARM64: true)
                == "address: 0x1000, length: 1, protection: PROT_BTI")
    }

    /// Whatever the numbers are, there is a text.
    @Test func absurdNumbers() {
        var generator = SeededGenerator(seed: 9)
        for isARM64 in [false, true] {
            let detail = CallDetail(isARM64: isARM64)
            for number in SystemCallTable.numbers(isARM64: isARM64) + [-1, 9999] {
                for _ in 0..<8 {
                    var text: [UInt8] = []
                    let arguments = (0..<6).map { _ in
                        Bool.random(using: &generator)
                            ? UInt64.random(in: 0...255, using: &generator) : generator.next()
                    }
                    detail.append(number, arguments, [], to: &text)
                    #expect(String(validating: text, as: UTF8.self) != nil)
                }
            }
        }
    }
}
