import CLinux
import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

/// The message of what `body` throws, with its code.
private func failure(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing was thrown"
    } catch let error as InputError {
        return "\(error.code.rawValue): \(error.message)"
    } catch {
        return "\(error)"
    }
}

/// A user that nobody is.
private let stranger: uid_t = 54321

/// This process gives up root for good; only in exit tests.
private func becomeStranger() throws {
    try #require(setgroups(0, nil) == 0)
    try #require(setgid(stranger) == 0)
    try #require(setuid(stranger) == 0)
}

private let isRoot = geteuid() == 0
private let hasCompiler = CompiledTarget.compiler != nil
private let firstKernelThread: Int32? = ProcessList.identifiers().prefix(50).first {
    (try? LiveProcess(processID: $0))?.statistics?.isKernelThread == true
}

@Suite struct AccessDiagnosisTests {
    @Test(.enabled(if: isRoot, "only root can drop privileges")) func anotherUsersProcess() async throws {
        let target = try RunningProgram("/bin/sleep", ["1000000"])
        await #expect(processExitsWith: .success) { [id = target.processID as Int32] in
            try becomeStranger()
            let text = failure { _ = try LiveMemory(processID: id) }
            #expect(text.hasPrefix("not permitted: it belongs to user root (0), and you are user 54321 (54321)"))
            #expect(text.contains("`sudo "))
            #expect(failure { _ = try LiveProcess(processID: id).executable() }.contains("belongs to user root"))
            #expect(failure { _ = try StoppedProcess.withStop(of: id) { _ in } }.contains("belongs to user root"))
        }
    }

    @Test(.enabled(if: isRoot && hasCompiler, "takes root, and a C compiler"))
    func dumpableAndCapabilities() async throws {
        let program = try Self.strangerProgram()
        let open = try RunningProgram(program, ["open"])
        let closed = try RunningProgram(program, ["closed"])
        let capable = try RunningProgram(program, ["capable"])
        for target in [open, closed, capable] { try target.waitForLine() }
        await #expect(processExitsWith: .success) {
            [open = open.processID as Int32, closed = closed.processID as Int32, capable = capable.processID as Int32]
            in
            try becomeStranger()
            // What is allowed to the same user, so that the refusals below mean something.
            let memory = try LiveMemory(processID: open)
            let place = try #require(try memory.mappings().first { $0.isReadable })
            #expect(memory.word(at: place.start) != nil)
            #expect(try StoppedProcess.withStop(of: open) { $0.count }.0 == 1)
            #expect(failure { _ = try LiveMemory(processID: closed) }.contains("not dumpable"))
            #expect(failure { _ = try StoppedProcess.withStop(of: closed) { _ in } }.contains("not dumpable"))
            #expect(failure { _ = try LiveMemory(processID: capable) }.contains("capabilities that sonde has not"))
        }
    }

    @Test(.enabled(if: hasCompiler, "no C compiler")) func forbiddenSystemCalls() async throws {
        let target = try RunningProgram("/bin/sleep", ["1000000"])
        let library = try Self.filterLibrary()
        await #expect(processExitsWith: .success) { [id = target.processID as Int32, library = library as String] in
            let handle = try #require(dlopen(library, RTLD_NOW))
            let symbol = try #require(dlsym(handle, "forbid_tracing"))
            typealias Forbid = @convention(c) () -> Int32
            try #require(unsafeBitCast(symbol, to: Forbid.self)() == 0)
            // /proc/PID/mem still serves.
            let memory = try LiveMemory(processID: id)
            #expect(memory.isSystemCallBlocked)
            let place = try #require(try memory.mappings().first { $0.isReadable })
            #expect(memory.word(at: place.start) == 0x0001_0102_464c_457f)
            let text = failure { _ = try StoppedProcess.withStop(of: id) { _ in } }
            #expect(text.contains("seccomp") && text.contains("not permitted"))
        }
    }

    @Test func zombie() throws {
        let target = try RunningProgram("/bin/cat")
        kill(target.processID, SIGKILL)
        let process = try LiveProcess(processID: target.processID)
        let isZombie = eventually { process.statistics?.state == "Z" }
        #expect(isZombie)
        let text = failure { _ = try LiveMemory(processID: target.processID) }
        #expect(text.hasPrefix("gone: it has ended; process \(getpid()), which started it"))
        #expect(
            failure { _ = try StoppedProcess.withStop(of: target.processID) { _ in } }.hasPrefix("gone: it has ended"))
    }

    @Test(.enabled(if: firstKernelThread != nil, "no thread of the kernel is visible")) func kernelThread() throws {
        let id = try #require(firstKernelThread)
        #expect(failure { _ = try LiveMemory(processID: id) }.hasPrefix("not permitted: it is a thread of the kernel"))
    }

    @Test(.enabled(if: isRoot, "only root may make a pid namespace")) func numberOfAContainer() throws {
        // A number that nobody has here, far from those that are given out next.
        let next = getpid()
        let free = (2_000...30_000).first { abs(Int32($0) - next) > 4_000 && kill(Int32($0), 0) != 0 }
        let number = Int32(try #require(free))
        let script = "echo \(number - 1) > /proc/sys/kernel/ns_last_pid; sleep 1000000 & echo ready $!; wait"
        let target = try RunningProgram(
            "unshare", ["--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", script])
        let inner = try #require(Int32(try target.waitForLine().dropFirst(6)))
        try #require(kill(inner, 0) != 0, "the number is taken here as well")
        let text = failure { _ = try LiveMemory(processID: inner) }
        #expect(text.hasPrefix("gone: there is no process \(inner) here, but process "))
        #expect(text.contains("(sleep) has this number in its container"))
    }

    /// A program that becomes the stranger and may be dumped, may not, or keeps a capability.
    private static func strangerProgram() throws -> String {
        try CompiledTarget.build(
            "stranger",
            """
            #define _GNU_SOURCE
            #include <grp.h>
            #include <linux/capability.h>
            #include <stdio.h>
            #include <string.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            int main(int count, char **arguments) {
                prctl(PR_SET_KEEPCAPS, 1);
                if (setgroups(0, NULL) || setresgid(54321, 54321, 54321) || setresuid(54321, 54321, 54321)) return 1;
                struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
                struct __user_cap_data_struct data[2] = {0};
                if (!strcmp(arguments[1], "capable"))
                    data[0].permitted = data[0].effective = 1 << CAP_NET_BIND_SERVICE;
                if (syscall(SYS_capset, &header, data)) return 2;
                if (prctl(PR_SET_DUMPABLE, strcmp(arguments[1], "closed") != 0)) return 3;
                puts("ready");
                fflush(stdout);
                pause();
            }
            """)
    }

    /// A library whose one function forbids this process to trace or to read others by system calls of their own.
    private static func filterLibrary() throws -> String {
        try CompiledTarget.build(
            "filter",
            """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            #include <stddef.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            int forbid_tracing(void) {
                struct sock_filter code[] = {
                    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 1, 0),
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 1),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
                };
                struct sock_fprog program = {sizeof code / sizeof *code, code};
                if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return 1;
                return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
            }
            """, flags: ["-shared", "-fPIC"])
    }
}
