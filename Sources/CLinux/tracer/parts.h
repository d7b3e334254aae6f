// What the parts of the tracer know of each other.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "../include/activity.h"
#include "../include/tracer.h"

#define TRACER_LARGEST_TEXT 4096
#define TRACER_LARGEST_ADDRESS 128
#define TRACER_PAYLOADS 3
#define TRACER_DEEPEST_STACK 127
#define TRACER_BUCKETS 4096
#define TRACER_EARLY_ENDS 64
#define TRACER_SENT_STACKS (1 << 16)
#define TRACER_STACK_WINDOW 4096

// A traced thread, and the call that it is in.
struct traced {
    struct traced *next;
    pid_t thread;
    pid_t process;
    uint8_t is_in_call;
    // Not recorded before it has executed its program.
    uint8_t is_silent;
    // It stands still, for this signal, until its maker says that it made it.
    uint8_t is_unborn;
    uint8_t stop_signal;
    // Its fork was recorded without its maker's word.
    uint8_t is_foundling;
    // Whether the call that it is in becomes a record.
    uint8_t is_recorded;
    // Of the record.
    uint8_t flags;
    uint32_t number;
    uint64_t begin;
    uint64_t stack;
    uint64_t arguments[6];
    // What the arguments point to, as it stands in the record.
    uint8_t *payload;
    uint32_t payload_length;
    uint32_t payload_size;
};

struct tracer_registers {
    uint64_t instruction;
    uint64_t stack;
    uint64_t frame;
    uint64_t number;
    uint64_t arguments[6];
    int64_t result;
    int is_compat;
};

// Memory of a traced process that was read already.
struct tracer_window {
    uint64_t base;
    size_t length;
    uint8_t bytes[TRACER_STACK_WINDOW];
};

struct tracer_buffer {
    uint8_t *bytes;
    size_t length;
};

struct sonde_tracer {
    struct sonde_activity_settings settings;
    struct sonde_call_plan plans[SONDE_ACTIVITY_CALLS];
    // The thread that traces, and the process that it was told.
    pthread_t worker;
    int has_worker;
    pid_t root;
    int is_adopting;
    int start_error;
    atomic_int is_started;
    atomic_int is_stopping;
    atomic_int is_over;
    atomic_int root_state;
    int root_status;
    // Whether it may trace programs that raise their privileges.
    int is_privileged;
    struct traced *buckets[TRACER_BUCKETS];
    size_t unborn;
    // Threads that ended before their makers said that they made them.
    pid_t early_ends[TRACER_EARLY_ENDS];
    unsigned early_end_count;
    atomic_ullong counters[SONDE_COUNTER_COUNT];
    atomic_ullong released;
    // The worker fills one buffer, the reader empties the other one; the lock is for changing them.
    pthread_mutex_t lock;
    struct tracer_buffer filling;
    struct tracer_buffer emptying;
    size_t emptied;
    size_t buffer_size;
    // Hashes of stacks that were sent, each at the place that its low bits say.
    uint64_t sent[TRACER_SENT_STACKS];
    // Only the worker uses what follows.
    struct tracer_window window;
    uint8_t texts[TRACER_PAYLOADS][TRACER_LARGEST_TEXT];
    struct {
        struct sonde_stack head;
        uint64_t frames[TRACER_DEEPEST_STACK];
    } stack;
    _Alignas(8) uint8_t record[16384];
};

// records.c

uint64_t tracer_now(void);
void tracer_count(sonde_tracer *tracer, enum sonde_counter counter);
void tracer_head(struct sonde_record *head, enum sonde_record_kind kind, const struct traced *traced, uint64_t time);
// 0, or -1 when there was no room.
int tracer_send(sonde_tracer *tracer, const void *record, size_t size);
void tracer_send_process_record(sonde_tracer *tracer, void *record, size_t size);
struct traced *tracer_find(sonde_tracer *tracer, pid_t thread);
// NULL when there is no memory.
struct traced *tracer_add(sonde_tracer *tracer, pid_t thread, pid_t process);
void tracer_remove(sonde_tracer *tracer, struct traced *traced);
void tracer_rename(sonde_tracer *tracer, struct traced *traced, pid_t thread);

// calls.c

// 0, or -1 and errno.
int tracer_registers(pid_t thread, struct tracer_registers *registers);
// What a thread is about to ask for. Returns -1 when it must run on untraced.
int tracer_enter(sonde_tracer *tracer, struct traced *traced, const struct tracer_registers *registers);
// What it got; `now` is when it stopped.
void tracer_leave(
    sonde_tracer *tracer, struct traced *traced, const struct tracer_registers *registers, uint64_t now);
// The call that a thread ended in.
void tracer_break_off(sonde_tracer *tracer, struct traced *traced, uint64_t now);
// Bytes that could be read from the start of the ranges on.
size_t tracer_memory(pid_t thread, const struct iovec *local, const struct iovec *remote, unsigned long count);

// stacks.c

// The bytes from an address on that are worth reading at once: one or two ranges, each within a page.
int tracer_window_ranges(
    struct tracer_window *window, uint64_t address, struct iovec local[2], struct iovec remote[2]);
// Sends the stack of a thread unless it was sent before. Returns its hash.
uint64_t tracer_stack(sonde_tracer *tracer, const struct traced *traced, const struct tracer_registers *registers);

// processes.c

// A thread that another one made; `traced` is the maker. Returns the child when it waits for that to run on.
struct traced *tracer_fork(sonde_tracer *tracer, struct traced *traced, pid_t child);
// The process in which a thread was made, as far as /proc tells; 0 when it does not. `process` receives its own.
pid_t tracer_maker(pid_t thread, pid_t *process);
// A thread of which nobody will say who made it: 0, or -1 when /proc does not either.
int tracer_found(sonde_tracer *tracer, struct traced *traced);
struct traced *tracer_execute(sonde_tracer *tracer, pid_t process, pid_t old_thread);
void tracer_exit(sonde_tracer *tracer, struct traced *traced, int status, uint64_t now);
// Whether a thread is in a call that executes a program, and whether that is execveat.
int tracer_is_execution(const struct traced *traced);
int tracer_is_execution_at(const struct traced *traced);
// Whether a program gets other privileges than its caller's, which the kernel refuses while it is traced.
int tracer_raises_privileges(const struct traced *traced, const char *path);
