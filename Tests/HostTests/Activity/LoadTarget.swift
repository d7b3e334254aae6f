extension CompiledTarget {
    /// A program that does, by its first argument, what is hard on those who trace it. It ends with 0 when all that it
    /// saw of its children was as it has to be.
    static func load() throws -> String { try build("load", load1 + load2) }

    private static let load1 = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <pthread.h>
        #include <sched.h>
        #include <signal.h>
        #include <stdatomic.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <unistd.h>
        #define CHECK(is_right) if (!(is_right)) { fprintf(stderr, "line %d: errno %d\\n", __LINE__, errno); _exit(99); }
        static int silent[2];
        static atomic_int begun;
        static void *blocks(void *none) {
            char byte;
            begun++;
            if (read(silent[0], &byte, 1)) {}
            return none;
        }
        static void *opens(void *none) {
            begun++;
            for (;;) close(open("/no/such/file", O_RDONLY));
            return none;
        }
        static void *brief(void *none) { return none; }
        static void start(void *(*function)(void *)) {
            pthread_t thread;
            CHECK(pthread_create(&thread, NULL, function, NULL) == 0);
        }
        // Half of the threads wait in a call, the other half are busy with calls, when all end at once.
        static int threads(void) {
            CHECK(pipe(silent) == 0);
            for (int i = 0; i < 20; i++) start(blocks);
            for (int i = 0; i < 200; i++) {
                pthread_t thread;
                CHECK(pthread_create(&thread, NULL, brief, NULL) == 0);
                pthread_join(thread, NULL);
            }
            for (int i = 0; i < 4; i++) start(opens);
            while (begun < 24) usleep(1000);
            usleep(20000);
            syscall(SYS_exit_group, 7);
            return 1;
        }
        static char *program;
        static void *executes(void *none) {
            char *arguments[] = {program, "arrived", NULL};
            while (begun < 4) usleep(1000);
            execv(program, arguments);
            _exit(98);
        }
        // A thread that is not the first one executes a program, while others are in calls.
        static int executing(void) {
            CHECK(pipe(silent) == 0);
            start(blocks);
            start(blocks);
            start(opens);
            start(opens);
            start(executes);
            for (;;) pause();
        }

        """

    private static let load2 = """
        static atomic_int arrived, traps;
        static void arrives(int number) { arrived++; }
        static void traps_here(int number) { traps++; }
        // Children that are killed within calls: waiting, and busy.
        static int killed(void) {
            pid_t children[40];
            int ready[2];
            char byte;
            CHECK(pipe(ready) == 0);
            for (int i = 0; i < 40; i++) {
                CHECK((children[i] = fork()) >= 0);
                if (children[i] == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
                if (children[i] == 0 && i % 2) CHECK(write(ready[1], "", 1) == 1);
                if (children[i] == 0) for (;;) if (i % 2) pause(); else close(open("/no/such/file", O_RDONLY));
            }
            // Those that wait are about to; the busy ones take the processors meanwhile.
            for (int i = 0; i < 20; i++) CHECK(read(ready[0], &byte, 1) == 1);
            usleep(200000);
            for (int i = 0; i < 40; i++) kill(children[i], SIGKILL);
            for (int i = 0; i < 40; i++) {
                int status;
                CHECK(waitpid(children[i], &status, 0) == children[i]);
                CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            }
            return 0;
        }
        // A hundred queued signals arrive, all of them; stopping and continuing is seen by the parent as ever.
        static int signals(void) {
            struct sigaction action = {.sa_handler = arrives, .sa_flags = SA_RESTART};
            int report[2], status;
            CHECK(pipe(report) == 0);
            sigaction(SIGRTMIN, &action, NULL);
            action.sa_handler = traps_here;
            sigaction(SIGTRAP, &action, NULL);
            pid_t child = fork();
            // A group of its own, since one without a living parent outside of it ignores SIGTSTP.
            setpgid(child, child);
            if (child == 0) {
                // Nobody is left behind who waits for ever.
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                raise(SIGTRAP);
                while (arrived < 100) if (write(report[1], "", 0)) {}
                char byte = (char)(arrived + traps);
                CHECK(write(report[1], &byte, 1) == 1);
                for (;;) pause();
            }
            for (int i = 0; i < 100; i++) {
                union sigval value = {.sival_int = i};
                CHECK(sigqueue(child, SIGRTMIN, value) == 0);
            }
            char byte = 0;
            CHECK(read(report[0], &byte, 1) == 1 && byte == 101);
            for (int i = 0; i < 5; i++) {
                CHECK(kill(child, i % 2 ? SIGTSTP : SIGSTOP) == 0);
                CHECK(waitpid(child, &status, WUNTRACED) == child);
                CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == (i % 2 ? SIGTSTP : SIGSTOP));
                // Other signals wait until it goes on.
                CHECK(kill(child, SIGRTMIN) == 0 && waitpid(child, &status, WNOHANG | WUNTRACED) == 0);
                CHECK(kill(child, SIGCONT) == 0);
                CHECK(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status));
            }
            CHECK(kill(child, SIGTERM) == 0 && waitpid(child, &status, 0) == child);
            CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
            return 0;
        }
        // Processes that are made in all ways; the one by clone sends no signal when it ends.
        static int ended(void *none) { return 5; }
        static int makes(void) {
            static char stack[65536] __attribute__((aligned(16)));
            int status;
            pid_t child = vfork();
            if (child == 0) _exit(3);
            CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 3);
            child = (pid_t)syscall(SYS_fork);
            if (child == 0) _exit(4);
            CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 4);
            child = clone(ended, stack + sizeof stack, CLONE_VM, NULL);
            CHECK(child > 0 && waitpid(child, &status, __WALL) == child && WEXITSTATUS(status) == 5);
            unsigned long long arguments[8] = {0, 0, 0, 0, SIGCHLD};
            child = (pid_t)syscall(SYS_clone3, arguments, sizeof arguments);
            if (child == 0) _exit(6);
            CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 6);
            return 0;
        }
        int main(int count, char **arguments) {
            program = arguments[0];
            const char *what = count > 1 ? arguments[1] : "";
            // Given up rather than left behind.
            alarm(60);
            if (!strcmp(what, "threads")) return threads();
            if (!strcmp(what, "executing")) return executing();
            if (!strcmp(what, "killed")) return killed();
            if (!strcmp(what, "signals")) return signals();
            if (!strcmp(what, "makes")) return makes();
            if (!strcmp(what, "arrived")) return 9;
            return 97;
        }
        """
}
