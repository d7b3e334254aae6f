/// Recording what processes ask of the kernel, by BPF programs in it; see bpf/activity.bpf.c.
///
/// libbpf is loaded when the first recording begins: few programs on a machine need it, and some machines have none.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "activity_records.h"

typedef struct sonde_activity sonde_activity;

enum sonde_activity_status {
    SONDE_ACTIVITY_READY = 0,
    /// There is no libbpf on this machine.
    SONDE_ACTIVITY_NO_LIBRARY = 1,
    /// The kernel does not permit it.
    SONDE_ACTIVITY_NOT_PERMITTED = 2,
    /// The kernel cannot do it, or something failed; the message says more.
    SONDE_ACTIVITY_REFUSED = 3,
};

/// Numbers of system calls that can have a plan.
#define SONDE_ACTIVITY_CALLS 512

/// File name of the library.
const char *sonde_activity_library(void);

/// Loads the programs into the kernel; nothing is followed yet.
///
/// `plans` has SONDE_ACTIVITY_CALLS entries. `ring_bytes` is a power of two and a multiple of the page size. `message`
/// receives what the library said, ended by NUL, when the status is not SONDE_ACTIVITY_READY.
enum sonde_activity_status sonde_activity_open(
    const struct sonde_activity_settings *settings, const struct sonde_call_plan *plans, uint32_t ring_bytes,
    sonde_activity **result, char *message, size_t message_size);

/// Ends the recording and gives everything back; what the ring still holds is lost.
void sonde_activity_close(sonde_activity *activity);

/// Follows a process from the program on that it executes next: 0, or -1 and errno.
int sonde_activity_follow_execution(sonde_activity *activity, pid_t process);

/// Follows all threads that a process has, and what they start from now on: 0, or -1 and errno.
int sonde_activity_adopt(sonde_activity *activity, pid_t process);

/// Sends the calls and the waits that have not ended, as far as they came: 0, or -1 and errno.
int sonde_activity_close_open(sonde_activity *activity);

/// Takes the programs out of the kernel, so that nothing is slower for them any more; what the ring holds, the counters and
/// the names stay.
void sonde_activity_stop(sonde_activity *activity);

/// Moves whole records from the ring into a buffer of at least 64 KiB. Returns the number of bytes, 0 when the ring is
/// empty, or -1 and errno.
ssize_t sonde_activity_read(sonde_activity *activity, uint8_t *buffer, size_t size);

/// Sums of the counters over all processors, SONDE_COUNTER_COUNT of them, and how often the kernel left a program out
/// since it was running already: 0, or -1 and errno.
int sonde_activity_count(sonde_activity *activity, uint64_t *counters, uint64_t *missed);

/// Says which function of the kernel an address lies in, also where the kernel hides addresses from /proc/kallsyms: 0,
/// or -1 and errno.
int sonde_activity_name(sonde_activity *activity, struct sonde_kernel_name *name);
