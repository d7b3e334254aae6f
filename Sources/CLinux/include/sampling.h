/// Samples of running threads and news of their processes, by perf_event_open(2).
///
/// An event belongs to a thread, or to nobody in particular, and to a processor; all events of a processor write into
/// one ring.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum sonde_sampling_source {
    /// A thread's time on a processor.
    SONDE_SAMPLING_TASK_CLOCK = 0,
    /// A processor's time, for events of all threads.
    SONDE_SAMPLING_CPU_CLOCK = 1,
    /// Cycles of the processor, counted by hardware.
    SONDE_SAMPLING_CYCLES = 2,
    /// No samples, only news.
    SONDE_SAMPLING_NONE = 3,
    /// Each time that a thread gives its processor away.
    SONDE_SAMPLING_SWITCHES = 4,
};

struct sonde_sampling_plan {
    enum sonde_sampling_source source;
    /// Nanoseconds between samples, by the thread's or the processor's clock; for cycles a rate a second.
    uint64_t period;
    /// Whether what the kernel does for a thread is sampled as well.
    uint8_t with_kernel_time;
    /// Whether stacks begin with the kernel's frames.
    uint8_t with_kernel_frames;
    /// Whether the event begins when the thread executes a program.
    uint8_t from_execution;
    /// Bytes of the stack that come with a sample; a multiple of 8.
    uint32_t stack_bytes;
};

/// Opens an event that threads and processes inherit. `thread` is -1 for all. Returns a descriptor, or -1 and errno.
/// `identifier` receives the number that is in its records.
int sonde_sampling_open(const struct sonde_sampling_plan *plan, pid_t thread, int processor, uint64_t *identifier);

struct sonde_sampling_account {
    /// How long the threads of the event ran, in nanoseconds.
    uint64_t running;
    /// Records for which the ring had no room, with those that no record in the ring tells of yet.
    uint64_t lost;
    /// Whether the kernel counts losses by event: Linux 6.0.
    uint8_t counts_lost;
};

/// What the kernel counted of an event and those that inherited it: 0, or -1 and errno.
int sonde_sampling_read(int event, struct sonde_sampling_account *account);

/// Ends the records of an event: 0, or -1 and errno.
int sonde_sampling_stop(int event);

struct sonde_ring {
    void *memory;
    /// Bytes of records; a power of two.
    uint64_t size;
    uint64_t mapped;
};

/// Maps an event's ring of `size` bytes: 0, or -1 and errno.
int sonde_ring_map(struct sonde_ring *ring, int event, uint64_t size);

/// Lets an event write into the ring of another one of its processor: 0, or -1 and errno.
int sonde_ring_share(int event, int owner);

void sonde_ring_unmap(struct sonde_ring *ring);

/// Moves whole records from the ring into a buffer. Returns their bytes; 0 when no whole one is ready or fits.
size_t sonde_ring_read(struct sonde_ring *ring, uint8_t *buffer, size_t size);
