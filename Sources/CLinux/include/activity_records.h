/// What the BPF program writes for each event: the layout of a capture's records.
///
/// All numbers are little-endian; each record begins at a multiple of 8 bytes. `SystemActivity` reads them by the same
/// offsets (`CaptureRecord`).
#pragma once

#ifndef __bpf__
#include <stdint.h>
#define SONDE_U8 uint8_t
#define SONDE_U16 uint16_t
#define SONDE_U32 uint32_t
#define SONDE_U64 uint64_t
#define SONDE_S64 int64_t
#else
#define SONDE_U8 u8
#define SONDE_U16 u16
#define SONDE_U32 u32
#define SONDE_U64 u64
#define SONDE_S64 s64
#endif

enum sonde_record_kind {
    SONDE_RECORD_CALL = 1,
    SONDE_RECORD_STACK = 2,
    SONDE_RECORD_FORK = 3,
    SONDE_RECORD_EXEC = 4,
    SONDE_RECORD_ARGUMENTS = 5,
    SONDE_RECORD_EXIT = 6,
    SONDE_RECORD_BLOCK = 7,
};

/// What every record begins with.
struct sonde_record {
    /// Bytes of the record, with this head; a multiple of 8.
    SONDE_U16 size;
    SONDE_U8 kind;
    SONDE_U8 flags;
    SONDE_U32 thread;
    /// Nanoseconds of CLOCK_MONOTONIC.
    SONDE_U64 time;
    SONDE_U32 process;
    /// By kind: number of a call, depth of a stack, exit status.
    SONDE_U32 extra;
};

enum sonde_call_flags {
    /// How many arguments follow.
    SONDE_CALL_ARGUMENTS = 7,
    /// The thread, or the recording, ended in the call.
    SONDE_CALL_UNFINISHED = 8,
    /// Something that an argument points to could not be read.
    SONDE_CALL_UNREADABLE = 16,
    /// The call came by the table of 32-bit programs.
    SONDE_CALL_COMPAT = 32,
};

/// A system call; `time` is its begin. Arguments follow, eight bytes each, then what they point to, each with
/// `sonde_payload` before it.
struct sonde_call {
    struct sonde_record head;
    /// Nanoseconds.
    SONDE_U64 duration;
    SONDE_S64 result;
    /// `hash` of a stack record; 0 for none.
    SONDE_U64 stack;
};

enum sonde_payload_form {
    /// A text without its NUL; what stands behind a NUL belongs to something else.
    SONDE_PAYLOAD_TEXT = 1,
    /// A socket address.
    SONDE_PAYLOAD_ADDRESS = 2,
    /// Two descriptors, four bytes each.
    SONDE_PAYLOAD_PAIR = 3,
};

/// What an argument points to.
struct sonde_payload {
    SONDE_U16 size;
    SONDE_U8 argument;
    SONDE_U8 form;
};

enum sonde_stack_flags {
    /// A stack of the kernel's.
    SONDE_STACK_KERNEL = 1,
    /// It may have been deeper.
    SONDE_STACK_CUT = 2,
};

/// A stack that was not seen before, or not lately; `extra` addresses of eight bytes follow, innermost first. In a
/// recording without calls there comes behind them the word that the stack pointer of a program points to that is in a
/// system call: the return address, where the function that calls has no frame; chains of frame pointers leave its caller
/// out.
struct sonde_stack {
    struct sonde_record head;
    SONDE_U64 hash;
};

/// A thread that a thread made; `process` of the head is the parent's.
struct sonde_fork {
    struct sonde_record head;
    SONDE_U32 child_thread;
    /// Another than `process` for a new process.
    SONDE_U32 child_process;
};

/// A program that a process becomes. The path follows, `extra` bytes; `sonde_arguments` records come behind it.
struct sonde_exec {
    struct sonde_record head;
    /// The thread that called `execve`: from now on it has the id of its process.
    SONDE_U32 old_thread;
    SONDE_U32 reserved;
    /// Where the program's headers and its interpreter lie in memory, from the auxiliary vector; 0 when unknown.
    SONDE_U64 headers;
    SONDE_U64 entry;
    SONDE_U64 interpreter;
};

enum sonde_arguments_flags {
    /// The environment, not the arguments.
    SONDE_ARGUMENTS_ENVIRONMENT = 1,
    /// The last part.
    SONDE_ARGUMENTS_LAST = 2,
    /// More was there than was read.
    SONDE_ARGUMENTS_CUT = 4,
};

/// A part of the arguments, each ended by a NUL: `extra` bytes follow.
struct sonde_arguments {
    struct sonde_record head;
};

enum sonde_exit_flags {
    /// The last thread of its process.
    SONDE_EXIT_PROCESS = 1,
};

/// The end of a thread; `extra` is the status as wait(2) has it.
struct sonde_exit {
    struct sonde_record head;
};

/// A stretch in which a thread did not run; `time` is its begin.
struct sonde_block {
    struct sonde_record head;
    /// Nanoseconds to the moment at which it ran again.
    SONDE_U64 duration;
    /// Nanoseconds of that in which it was ready to run.
    SONDE_U64 ready;
    SONDE_U64 kernel_stack;
    SONDE_U64 user_stack;
    /// Who woke it; 0 when nobody did.
    SONDE_U32 waker_thread;
    SONDE_U32 waker_process;
    /// Short name of the waker.
    char waker_name[16];
    /// State in which it went to sleep, as the kernel has it; 0 when the processor was taken from it.
    SONDE_U32 state;
    /// One more than the number of the system call that it was in; 0 for none.
    SONDE_U32 call;
};

/// What is read behind an argument of a call.
struct sonde_payload_plan {
    SONDE_U8 argument;
    SONDE_U8 form;
    /// The argument that has the size, or points to it after the call, plus 1; 0 for none.
    SONDE_U8 size;
    SONDE_U8 size_is_pointer;
};

/// How `sonde_call` records of one number are made, and the value of the map `calls`.
struct sonde_call_plan {
    SONDE_U8 arguments;
    /// Whether calls with this number are only counted.
    SONDE_U8 is_dropped;
    /// Those that have a form.
    struct sonde_payload_plan payloads[3];
    SONDE_U8 reserved[2];
};

/// What the program is told before it is loaded.
struct sonde_activity_settings {
    /// A thread that loses its processor, or waits for one, for less is not recorded; nanoseconds.
    SONDE_U64 shortest_preemption;
    SONDE_U8 with_stacks;
    SONDE_U8 with_environment;
    /// No system calls are recorded, and stacks of threads that wait in one are taken where they wait.
    SONDE_U8 without_calls;
    /// Threads that wait, or are in a call, when they are adopted count as doing so from then on.
    SONDE_U8 with_begun_waits;
    SONDE_U8 reserved[4];
};

/// Numbers of the map `counters`, of each processor.
enum sonde_counter {
    SONDE_COUNTER_CALLS = 0,
    SONDE_COUNTER_CALLS_LOST = 1,
    SONDE_COUNTER_STACKS_LOST = 2,
    SONDE_COUNTER_BLOCKS = 3,
    SONDE_COUNTER_BLOCKS_LOST = 4,
    SONDE_COUNTER_PROCESS_EVENTS = 5,
    SONDE_COUNTER_PROCESS_EVENTS_LOST = 6,
    SONDE_COUNTER_UNREADABLE = 7,
    SONDE_COUNTER_DROPPED = 8,
    SONDE_COUNTER_NOT_FOLLOWED = 9,
    SONDE_COUNTER_COUNT = 10,
};

/// Bytes of a function's name with its NUL.
#define SONDE_KERNEL_NAME 128

/// A question for the kernel: which of its functions an address lies in.
struct sonde_kernel_name {
    SONDE_U64 address;
    /// The name, with the module's in brackets behind it; digits where none is known. Ended by NUL.
    char text[SONDE_KERNEL_NAME];
};
