import Glibc
import TestSupport
import Testing

private let canMount =
    (try? Command.run("unshare", ["-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).succeeded) == true

/// A program that has to permit each opening of a file, as a virus scanner does, slows a build down.
@Suite(
    .serialized,
    .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"),
    .enabled(if: Permissions.compiler != nil, "no C compiler"), .enabled(if: canMount, "mounting needs root"))
struct ScannerTests {
    private static let scanner = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <signal.h>
        #include <stdio.h>
        #include <sys/fanotify.h>
        #include <sys/prctl.h>
        #include <time.h>
        #include <unistd.h>
        int main(int count, char **words) {
            // Whoever holds up a mount must not be left behind.
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            int group = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_LARGEFILE | O_CLOEXEC);
            if (group < 0) return 1;
            if (fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_PERM, AT_FDCWD, words[1])) return 2;
            puts("ready");
            fflush(stdout);
            static char buffer[65536];
            for (;;) {
                ssize_t length = read(group, buffer, sizeof buffer);
                if (length <= 0) return 0;
                struct fanotify_event_metadata *event = (void *)buffer;
                for (; FAN_EVENT_OK(event, length); event = FAN_EVENT_NEXT(event, length)) {
                    struct timespec pause = {0, 2000000};
                    nanosleep(&pause, 0);
                    struct fanotify_response answer = {.fd = event->fd, .response = FAN_ALLOW};
                    if (write(group, &answer, sizeof answer) < 0) return 3;
                    close(event->fd);
                }
            }
        }

        """

    @Test(arguments: [true, false]) func isNamed(_ withScanner: Bool) throws {
        let folder = try TemporaryFolder()
        let toolchain = try GoToolchain.newest()
        try Files.write(Self.scanner, to: folder.file("scanner.c"))
        let program = folder.file("watchful")
        let compiled = try Command.run(try #require(Permissions.compiler), ["-o", program, folder.file("scanner.c")])
        try #require(compiled.succeeded, "\(compiled.error)")
        try Files.write("package main\n\nfunc main() { println(1) }\n", to: folder.file("main.go"))
        // A mount of its own, so that nothing else is held.
        let start = withScanner ? "'\(program)' \"$M\" > ready & S=$!; while [ ! -s ready ]; do sleep 0.1; done" : ":"
        let sonde = try #require(SondeProgram.path)
        let script = """
            set -e
            S=
            trap '[ -z "$S" ] || kill $S' EXIT
            M='\(folder.file("mount"))'
            mkdir "$M"
            mount -t tmpfs tmpfs "$M"
            mkdir "$M/cache" "$M/work"
            \(start)
            GOCACHE="$M/cache" GOTMPDIR="$M/work" '\(sonde)' capture -o '\(folder.file("build.capture"))' -- \
                '\(toolchain.go)' build -o "$M/program" main.go
            if [ -n "$S" ]; then kill $S; S=; fi
            umount -l "$M"
            """
        let run = try Command.run(
            "unshare", ["-m", "sh", "-c", script], environment: toolchain.environment, folder: folder.path,
            within: .seconds(600))
        try #require(run.succeeded, "\(run.error)")
        let result = try SondeProgram.run(["why", folder.file("build.capture")])
        try #require(result.succeeded, "\(result.error)")
        let why = result.output
        guard withScanner else {
            // An empty cache is all that there is to say.
            #expect(!why.contains("build.scanner"), "\(why)")
            #expect(why.contains("build.cache-miss") && why.contains("it is empty"), "\(why)")
            return
        }
        let first = why.split(separator: "\n").first { $0.hasPrefix("1. ") } ?? ""
        #expect(first.contains("build.scanner"), "\(why)")
        #expect(why.contains("watchful ("), "\(why)")
        #expect(why.contains("asks the kernel to be asked"), "\(why)")
    }
}
