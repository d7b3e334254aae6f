#define _GNU_SOURCE
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int sonde_spawn_waiting(char *const arguments[], int errors, struct sonde_spawned *result) {
    int gate[2], failure[2];
    if (pipe2(gate, O_CLOEXEC)) return -1;
    if (pipe2(failure, O_CLOEXEC)) {
        int error = errno;
        close(gate[0]);
        close(gate[1]);
        errno = error;
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        // Only what may follow a fork in a program of several threads.
        close(gate[1]);
        char byte;
        ssize_t length;
        do length = read(gate[0], &byte, 1);
        while (length < 0 && errno == EINTR);
        // Without a byte the parent gave up, or died.
        if (length != 1) _exit(127);
        if (errors >= 0 && (dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)) _exit(127);
        // sonde ignores these; a program that it runs must not inherit that.
        signal(SIGPIPE, SIG_DFL);
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execvp(arguments[0], arguments);
        int error = errno;
        if (write(failure[1], &error, sizeof error) < 0) {}
        _exit(127);
    }
    int error = errno;
    close(gate[0]);
    close(failure[1]);
    if (child < 0) {
        close(gate[1]);
        close(failure[0]);
        errno = error;
        return -1;
    }
    result->process = child;
    result->gate = gate[1];
    result->failure = failure[0];
    return 0;
}

int sonde_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
