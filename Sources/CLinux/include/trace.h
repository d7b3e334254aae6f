/// Stopping the threads of another process by ptrace(2).
///
/// All calls for one process must come from the thread that seized it.
#pragma once

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/// What a stopped thread was doing.
struct sonde_registers {
    uint64_t program_counter;
    uint64_t stack_pointer;
    uint64_t frame_pointer;
    /// Return address register of arm64; 0 on amd64.
    uint64_t link_register;
    /// Where Go keeps the current g: r14 or x28.
    uint64_t goroutine_register;
    /// Number of the system call that the stop interrupted; -1 for none, -2 when the registers do not tell.
    int64_t system_call;
    uint64_t arguments[6];
};

/// PTRACE_SEIZE without options: 0, or -1 and errno. The thread runs on.
int sonde_trace_seize(pid_t thread);

/// PTRACE_INTERRUPT: 0, or -1 and errno. The thread stops soon.
int sonde_trace_interrupt(pid_t thread);

/// PTRACE_DETACH, which delivers `signal` unless it is 0: 0, or -1 and errno.
int sonde_trace_detach(pid_t thread, int signal);

enum sonde_trace_state { SONDE_TRACE_RUNNING = 0, SONDE_TRACE_STOPPED = 1, SONDE_TRACE_ENDED = 2 };

/// Looks whether a seized thread has stopped; -1 and errno on failure.
///
/// The stop is left unconsumed: should the tracer die now, the kernel goes on with the signal that the thread stopped
/// for. `signal` receives that signal, or 0 when it stopped for the tracer's sake.
int sonde_trace_look(pid_t thread, int *signal);

/// The registers of a stopped thread: 0, or -1 and errno.
int sonde_trace_registers(pid_t thread, struct sonde_registers *registers);

/// Lets the kernel kill this process after a time, however it may be stuck: 0, or -1 and errno.
int sonde_watchdog_start(int64_t nanoseconds, timer_t *timer);

/// Calls that off.
void sonde_watchdog_stop(timer_t timer);
