/// Starting a program that waits until it may run.
#pragma once

#include <sys/types.h>

struct sonde_spawned {
    pid_t process;
    /// A byte written to it lets the program run; closing it without one ends the child.
    int gate;
    /// Gives the errno of execvp, an int, when the program could not be run, and the end of file when it could.
    int failure;
};

/// Makes a pipe that programs do not inherit: 0, or -1 and errno.
int sonde_pipe(int ends[2]);

/// Starts a child that will execute a program, found in PATH, with these arguments, once its gate is opened. It has the
/// signal handling that programs expect. Unless `errors` is negative, that descriptor becomes its standard error, and
/// sonde's standard error becomes its standard output. Returns 0, or -1 and errno.
int sonde_spawn_waiting(char *const arguments[], int errors, struct sonde_spawned *result);
