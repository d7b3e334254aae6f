// Who is followed: forks, executions and ends.
#pragma once

#include "shared.h"

static __always_inline void send_process_record(void *record, u64 size) {
    count(SONDE_COUNTER_PROCESS_EVENTS);
    ((struct sonde_record *)record)->size = size;
    if (bpf_ringbuf_output(&ring, record, size, BPF_RB_NO_WAKEUP)) count(SONDE_COUNTER_PROCESS_EVENTS_LOST);
}

static __always_inline void follow(struct task_struct *task) {
    if (!bpf_task_storage_get(&threads, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE)) count(SONDE_COUNTER_NOT_FOLLOWED);
}

SEC("tp_btf/sched_process_fork")
int forks(u64 *context) {
    struct task_struct *parent = (void *)context[0], *child = (void *)context[1];
    if (!thread_of(parent)) return 0;
    follow(child);
    struct sonde_fork record = {};
    fill_head(&record.head, SONDE_RECORD_FORK, bpf_ktime_get_ns());
    record.child_thread = child->pid;
    record.child_process = child->tgid;
    send_process_record(&record, sizeof record);
    return 0;
}

// What is left to send of a text in memory.
struct rest {
    u64 begin;
    u64 end;
    u8 flags;
};

// Sends a part; returns 1 behind the last one.
static long send_part(u32 part, struct rest *rest) {
    if (rest->begin >= rest->end) return 1;
    count(SONDE_COUNTER_PROCESS_EVENTS);
    struct sonde_arguments *record = bpf_ringbuf_reserve(&ring, sizeof *record + ARGUMENTS_PART, 0);
    if (!record) {
        count(SONDE_COUNTER_PROCESS_EVENTS_LOST);
        return 1;
    }
    fill_head(&record->head, SONDE_RECORD_ARGUMENTS, 0);
    record->head.size = sizeof *record + ARGUMENTS_PART;
    u64 left = rest->end - rest->begin;
    u32 size = left < ARGUMENTS_PART ? left : ARGUMENTS_PART;
    asm volatile("" : "+r"(size));
    size &= 4095;
    if (size > ARGUMENTS_PART) size = ARGUMENTS_PART;
    bool is_cut = bpf_probe_read_user(record + 1, size, (void *)rest->begin);
    rest->begin += size;
    bool is_last = is_cut || rest->begin >= rest->end || part + 1 == ARGUMENTS_PARTS;
    record->head.extra = is_cut ? 0 : size;
    record->head.flags = rest->flags;
    if (is_last) record->head.flags |= SONDE_ARGUMENTS_LAST;
    if (is_cut || (is_last && rest->begin < rest->end)) record->head.flags |= SONDE_ARGUMENTS_CUT;
    bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
    return is_last;
}

// Sends what lies between two addresses in parts of a record each.
static __always_inline void send_arguments(u64 begin, u64 end, u8 flags) {
    struct rest rest = {begin, end, flags};
    bpf_loop(ARGUMENTS_PARTS, send_part, &rest, 0);
}

// Finds values of the auxiliary vector that the kernel made for a program.
static __always_inline void read_auxiliary(struct sonde_exec *record, struct mm_struct *mm) {
    u64 *vector = (void *)__builtin_preserve_access_index(&mm->saved_auxv);
    for (u32 index = 0; index < 24; index++) {
        u64 pair[2] = {};
        if (bpf_probe_read_kernel(pair, sizeof pair, vector + index * 2) || pair[0] == 0) return;
        if (pair[0] == 3) record->headers = pair[1];
        if (pair[0] == 7) record->interpreter = pair[1];
        if (pair[0] == 9) record->entry = pair[1];
    }
}

SEC("tp_btf/sched_process_exec")
int executes(u64 *context) {
    struct task_struct *task = (void *)context[0];
    struct linux_binprm *program = (void *)context[2];
    struct thread *thread = thread_of(task);
    if (!thread) {
        u32 process = task->tgid;
        if (!bpf_map_lookup_elem(&roots, &process)) return 0;
        follow(task);
    }
    struct sonde_exec *record = bpf_ringbuf_reserve(&ring, sizeof(struct sonde_exec) + LARGEST_TEXT + 1, 0);
    count(SONDE_COUNTER_PROCESS_EVENTS);
    if (!record) {
        count(SONDE_COUNTER_PROCESS_EVENTS_LOST);
    } else {
        fill_head(&record->head, SONDE_RECORD_EXEC, bpf_ktime_get_ns());
        record->head.size = sizeof *record + LARGEST_TEXT + 1;
        record->old_thread = (u32)context[1];
        record->reserved = 0;
        record->headers = record->entry = record->interpreter = 0;
        long read = bpf_probe_read_kernel_str(record + 1, LARGEST_TEXT, program->filename);
        record->head.extra = read > 0 ? read - 1 : 0;
        read_auxiliary(record, task->mm);
        bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
    }
    send_arguments(task->mm->arg_start, task->mm->arg_end, 0);
    if (settings.with_environment) send_arguments(task->mm->env_start, task->mm->env_end, SONDE_ARGUMENTS_ENVIRONMENT);
    return 0;
}

SEC("tp_btf/sched_process_exit")
int exits(u64 *context) {
    struct task_struct *task = (void *)context[0];
    struct thread *thread = thread_of(task);
    if (!thread) return 0;
    u64 now = bpf_ktime_get_ns();
    if (thread->entered) {
        // The call that it ended in, such as exit_group, or one that a signal broke off.
        struct {
            struct sonde_call call;
        } unfinished = {};
        fill_head(&unfinished.call.head, SONDE_RECORD_CALL, thread->entered);
        unfinished.call.head.flags = SONDE_CALL_UNFINISHED;
        unfinished.call.head.extra = thread->call;
        unfinished.call.duration = now - thread->entered;
        thread->entered = 0;
        count(SONDE_COUNTER_CALLS);
        unfinished.call.head.size = sizeof unfinished;
        if (bpf_ringbuf_output(&ring, &unfinished, sizeof unfinished, BPF_RB_NO_WAKEUP)) count(SONDE_COUNTER_CALLS_LOST);
    }
    struct sonde_exit record = {};
    fill_head(&record.head, SONDE_RECORD_EXIT, now);
    record.head.extra = task->exit_code;
    if (task->signal->live.counter == 0) record.head.flags = SONDE_EXIT_PROCESS;
    send_process_record(&record, sizeof record);
    return 0;
}
