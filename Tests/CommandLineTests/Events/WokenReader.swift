/// A C program in which a thread of one process wakes another process five times, and what both say of that; times are
/// nanoseconds of CLOCK_MONOTONIC.
struct WokenReader {
    /// Before and after a call of the reader's.
    struct Call {
        let begin, end: Int64
    }

    /// What the writer did about one call.
    struct Writing {
        /// When the reader had already given its processor away.
        let rested: Int64
        /// Before and after the call that wakes the reader.
        let begin, end: Int64
    }

    private(set) var reader: UInt32 = 0
    private(set) var writerThread: UInt32 = 0
    private(set) var writerProcess: UInt32 = 0
    private(set) var calls: [Call] = []
    private(set) var writings: [Writing] = []

    private static let rounds = 5

    /// Nil when it is not all there.
    init?(_ output: String) {
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int64($0) }
            switch (words[0], numbers.count) {
            case ("reader", 1): reader = UInt32(numbers[0])
            case ("writer", 2): (writerThread, writerProcess) = (UInt32(numbers[0]), UInt32(numbers[1]))
            case ("read", 2): calls.append(Call(begin: numbers[0], end: numbers[1]))
            case ("wrote", 3): writings.append(Writing(rested: numbers[0], begin: numbers[1], end: numbers[2]))
            default: return nil
            }
        }
        guard reader != 0, writerThread != 0, calls.count == Self.rounds, writings.count == Self.rounds else {
            return nil
        }
    }

    /// The kernel shows in `/proc/PID/syscall` what call a thread is in once the thread is off its processor and out of
    /// the queues; that a thread sleeps, as `/proc/PID/stat` has it, can be seen shortly before that.
    static let source = """
        #include <fcntl.h>
        #include <pthread.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>
        enum { ROUNDS = \(rounds) };
        static int ends[2];
        static long long now(void) {
            struct timespec time;
            clock_gettime(CLOCK_MONOTONIC, &time);
            return time.tv_sec * 1000000000LL + time.tv_nsec;
        }
        // Whether the reader rests in its call; -1 when that cannot be seen.
        static int rests(void) {
            char path[64], text[256], wanted[64];
            snprintf(path, sizeof path, "/proc/%d/syscall", getppid());
            snprintf(wanted, sizeof wanted, "%d 0x%x ", SYS_read, ends[0]);
            int file = open(path, O_RDONLY);
            if (file < 0) return -1;
            ssize_t length = read(file, text, sizeof text - 1);
            close(file);
            if (length < 0) return -1;
            text[length] = 0;
            return strncmp(text, wanted, strlen(wanted)) == 0;
        }
        static void *writes(void *none) {
            long long times[ROUNDS][3];
            for (int i = 0; i < ROUNDS; i++) {
                int found;
                while ((found = rests()) == 0) usleep(1000);
                if (found < 0) _exit(3);
                times[i][0] = now();
                usleep((i + 1) * 20000);
                times[i][1] = now();
                if (write(ends[1], "x", 1) != 1) _exit(4);
                times[i][2] = now();
            }
            printf("writer %ld %d\\n", syscall(SYS_gettid), getpid());
            for (int i = 0; i < ROUNDS; i++) printf("wrote %lld %lld %lld\\n", times[i][0], times[i][1], times[i][2]);
            fflush(stdout);
            return none;
        }
        int main(void) {
            // Otherwise a child may not look at its parent where Yama restricts that.
            prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
            if (pipe(ends)) return 1;
            if (fork() == 0) {
                close(ends[0]);
                // Not the first thread, so that its id is not that of the process.
                pthread_t thread;
                pthread_create(&thread, NULL, writes, NULL);
                pthread_join(thread, NULL);
                _exit(0);
            }
            close(ends[1]);
            long long times[ROUNDS][2];
            for (int i = 0; i < ROUNDS; i++) {
                char byte;
                times[i][0] = now();
                if (read(ends[0], &byte, 1) != 1) return 2;
                times[i][1] = now();
            }
            wait(NULL);
            printf("reader %d\\n", getpid());
            for (int i = 0; i < ROUNDS; i++) printf("read %lld %lld\\n", times[i][0], times[i][1]);
        }

        """
}
