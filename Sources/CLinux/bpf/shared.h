// What all parts of the program share: maps, and the heads of records.
#pragma once

#include "kernel_types.h"

#include <bpf/bpf_helpers.h>

#include "../include/activity_records.h"

// Set before the program is loaded.
const volatile struct sonde_activity_settings settings = {};

#define LARGEST_TEXT 4095
#define LARGEST_ADDRESS 128
#define DEEPEST_STACK 127
#define ARGUMENTS_PART 4032
#define ARGUMENTS_PARTS 64
#define CALLS 512

// What is known of a followed thread.
struct thread {
    // Begin of the system call that it is in; 0 for none.
    u64 entered;
    // When it stopped running; 0 while it runs.
    u64 stopped;
    // When it was woken; 0 for not yet.
    u64 woken;
    u64 kernel_stack;
    u64 user_stack;
    u32 call;
    u32 state;
    u32 waker_thread;
    u32 waker_process;
    char waker_name[16];
};

struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct thread);
} threads SEC(".maps");

// Processes to follow from now on, by id.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 65536);
    __type(key, u32);
    __type(value, u32);
} roots SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 24);
} ring SEC(".maps");

// Stacks that were sent.
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1 << 16);
    __type(key, u64);
    __type(value, u8);
} stacks SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, CALLS);
    __type(key, u32);
    __type(value, struct sonde_call_plan);
} calls SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, SONDE_COUNTER_COUNT);
    __type(key, u32);
    __type(value, u64);
} counters SEC(".maps");

// Room to put records together; one for calls, one for switches, since an interrupt may come between, and one for what
// goes through all tasks.
enum room_number { ROOM_OF_CALLS, ROOM_OF_SWITCHES, ROOM_OF_TASKS, ROOMS };

struct room {
    struct sonde_stack stack;
    u64 frames[DEEPEST_STACK + 2];
    u8 record[16384];
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, ROOMS);
    __type(key, u32);
    __type(value, struct room);
} rooms SEC(".maps");

static __always_inline void count(u32 counter) {
    u64 *value = bpf_map_lookup_elem(&counters, &counter);
    if (value) (*value)++;
}

static __always_inline struct room *find_room(u32 number) { return bpf_map_lookup_elem(&rooms, &number); }

static __always_inline struct thread *thread_of(struct task_struct *task) {
    return bpf_task_storage_get(&threads, task, 0, 0);
}

static __always_inline void fill_head(struct sonde_record *head, u8 kind, u64 time) {
    u64 id = bpf_get_current_pid_tgid();
    head->kind = kind;
    head->flags = 0;
    head->thread = (u32)id;
    head->process = id >> 32;
    head->time = time;
    head->extra = 0;
}
