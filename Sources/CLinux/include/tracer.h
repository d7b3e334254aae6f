/// Recording what processes ask of the kernel by ptrace(2), which takes no privileges.
///
/// It makes the records of activity_records.h. Every call stops its thread twice; a seccomp filter would spare the calls
/// that nobody wants to know of, but it makes the others fail (ENOSYS) once the tracer is gone, so there is none: when
/// sonde dies, the kernel lets all threads run on as if nothing had been.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "activity_records.h"

typedef struct sonde_tracer sonde_tracer;

enum sonde_tracer_state {
    SONDE_TRACER_RUNNING = 0,
    SONDE_TRACER_ENDED = 1,
    /// It executes a program with other privileges, which the kernel only gives to it untraced.
    SONDE_TRACER_RELEASED = 2,
};

/// Makes a tracer that traces nothing yet: 0, or -1 and errno.
///
/// `plans` has SONDE_ACTIVITY_CALLS entries. Records that were not read wait in `buffer_bytes`, twice.
int sonde_tracer_open(
    const struct sonde_activity_settings *settings, const struct sonde_call_plan *plans, size_t buffer_bytes,
    sonde_tracer **result);

/// Lets everything run on untraced, and makes records of the calls that have not ended, as far as they came. What was
/// recorded can still be read.
void sonde_tracer_end(sonde_tracer *tracer);

/// Lets everything run on untraced and gives everything back.
void sonde_tracer_close(sonde_tracer *tracer);

/// Traces a child from the program on that it executes next: 0, or -1 and errno. Once, and not with `adopt`.
///
/// Only the tracer may wait for the child from now on.
int sonde_tracer_follow_execution(sonde_tracer *tracer, pid_t process);

/// Traces all threads that a process and its descendants have, and what they start from now on: 0, or -1 and errno.
/// Once.
int sonde_tracer_adopt(sonde_tracer *tracer, pid_t process);

/// What became of the process that was named: `status`, as wait(2) has it, when it ended.
enum sonde_tracer_state sonde_tracer_ending(sonde_tracer *tracer, int *status);

/// Moves whole records into a buffer of at least 64 KiB. Returns the number of bytes; 0 when none are there.
size_t sonde_tracer_read(sonde_tracer *tracer, uint8_t *buffer, size_t size);

/// The counters, SONDE_COUNTER_COUNT of them, and how many processes were let go since they execute programs with
/// other privileges.
void sonde_tracer_count(sonde_tracer *tracer, uint64_t *counters, uint64_t *released);
