import Glibc
import TestSupport

/// Small C programs under test, compiled once for each source; none where no C compiler is there.
enum CompiledTarget {
    static let compiler = Permissions.compiler

    /// Path of the program.
    static func build(_ name: String, _ source: String, flags: [String] = []) throws -> String {
        guard let compiler else { throw TestSupportError("no C compiler") }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in source.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let folder = TestCache.root + "/fixtures"
        let path = "\(folder)/c-\(name)-\(String(hash, radix: 16))"
        if Files.isExecutable(path) { return path }
        try Files.makeDirectory(folder)
        let unfinished = "\(path).\(getpid())"
        try Files.write(source, to: unfinished + ".c")
        defer { Files.remove(unfinished + ".c") }
        let result = try Command.run(
            compiler, ["-O1", "-g", "-pthread", "-o", unfinished, unfinished + ".c"] + flags)
        guard result.succeeded, rename(unfinished, path) == 0 else { throw TestSupportError(result.error) }
        return path
    }

    /// Threads that count (two busily, two asleep most of the time), threads that come and go, and a count of the
    /// queued signals that arrived. Prints all five numbers for each line of input.
    static func counting() throws -> String {
        try build(
            "counting",
            """
            #define _GNU_SOURCE
            #include <pthread.h>
            #include <signal.h>
            #include <stdatomic.h>
            #include <stdio.h>
            #include <string.h>
            #include <unistd.h>
            static atomic_long counters[4], arrived;
            static volatile unsigned long tick;
            static void on_signal(int number) { arrived++; }
            static void *busy(void *counter) { for (;;) ++*(atomic_long *)counter; }
            static void *sleepy(void *counter) { for (;;) { ++*(atomic_long *)counter; usleep(200); } }
            static void *brief(void *none) { return none; }
            static void *parent(void *none) {
                for (;;) {
                    pthread_t child;
                    if (pthread_create(&child, NULL, brief, NULL) == 0) pthread_join(child, NULL);
                    usleep(100);
                }
                return none;
            }
            int main(int count, char **arguments) {
                struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
                sigaction(SIGRTMIN, &action, NULL);
                pthread_t thread;
                for (int i = 0; i < 4; i++)
                    pthread_create(&thread, NULL, i < 2 ? busy : sleepy, &counters[i]);
                if (count > 1 && !strcmp(arguments[1], "spawning")) pthread_create(&thread, NULL, parent, NULL);
                setvbuf(stdout, NULL, _IOLBF, 0);
                printf("ready\\n");
                char line[64];
                while (fgets(line, sizeof line, stdin))
                    printf("%ld %ld %ld %ld %ld\\n", counters[0], counters[1], counters[2], counters[3], arrived);
            }
            """)
    }
}

/// A running `CompiledTarget.counting()`.
final class CountingTarget {
    let program: RunningProgram
    var id: Int32 { program.processID }

    init(_ arguments: String...) throws {
        program = try RunningProgram(try CompiledTarget.counting(), arguments)
        try program.waitForLine()
    }

    /// Counters of the four threads, and the number of signals that arrived.
    func counters() throws -> [Int] {
        try program.writeLine("?")
        return try program.readLine(within: .seconds(20))?.split(separator: " ").compactMap { Int($0) } ?? []
    }

    /// Whether all four threads go on.
    func isRunning() throws -> Bool {
        let before = try counters()
        return try eventually { zip(try counters(), before).prefix(4).allSatisfy { $0 > $1 } }
    }

    /// The states of its threads, such as `RSS`.
    func states() throws -> Set<Character> {
        var states: Set<Character> = []
        for thread in try Files.entries(of: "/proc/\(id)/task") {
            guard let text = try? Files.text("/proc/\(id)/task/\(thread)/stat"), let end = text.lastIndex(of: ")")
            else { continue }
            states.insert(text[end...].dropFirst(2).first ?? "?")
        }
        return states
    }
}
