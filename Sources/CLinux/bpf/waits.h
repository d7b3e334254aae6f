// Stretches in which a thread does not run, and who ends them.
#pragma once

#include "shared.h"
#include "stacks.h"

static __always_inline void stops_running(u64 *context, struct task_struct *task, u32 state) {
    struct thread *thread = thread_of(task);
    if (!thread) return;
    thread->stopped = bpf_ktime_get_ns();
    thread->woken = state ? 0 : thread->stopped;
    thread->state = state;
    thread->waker_thread = 0;
    thread->kernel_stack = 0;
    thread->user_stack = 0;
    if (!state || !settings.with_stacks) return;
    struct room *room = find_room(ROOM_OF_SWITCHES);
    if (!room) return;
    thread->kernel_stack = send_kernel_stack(context, room);
    if (!thread->entered) thread->user_stack = send_user_stack(room);
}

// Sends the stretch in which a thread did not run, up to now.
static __always_inline void ends_block(struct task_struct *task, struct thread *thread) {
    u64 now = bpf_ktime_get_ns();
    u64 begin = thread->stopped;
    thread->stopped = 0;
    if (!thread->state && now - begin < settings.shortest_preemption) return;
    struct sonde_block record = {};
    record.head.size = sizeof record;
    record.head.kind = SONDE_RECORD_BLOCK;
    record.head.thread = task->pid;
    record.head.process = task->tgid;
    record.head.time = begin;
    record.duration = now - begin;
    record.ready = thread->woken ? now - thread->woken : 0;
    record.kernel_stack = thread->kernel_stack;
    record.user_stack = thread->user_stack;
    record.state = thread->state;
    record.call = thread->entered ? thread->call + 1 : 0;
    if (thread->waker_thread) {
        record.waker_thread = thread->waker_thread;
        record.waker_process = thread->waker_process;
        __builtin_memcpy(record.waker_name, thread->waker_name, sizeof record.waker_name);
    }
    count(SONDE_COUNTER_BLOCKS);
    if (bpf_ringbuf_output(&ring, &record, sizeof record, BPF_RB_NO_WAKEUP)) count(SONDE_COUNTER_BLOCKS_LOST);
}

static __always_inline void runs_again(struct task_struct *task) {
    struct thread *thread = thread_of(task);
    if (thread && thread->stopped) ends_block(task, thread);
}

SEC("tp_btf/sched_switch")
int switches(u64 *context) {
    struct task_struct *before = (void *)context[1], *after = (void *)context[2];
    u32 state = context[3];
    if (context[0]) state = 0;
    stops_running(context, before, state);
    runs_again(after);
    return 0;
}

SEC("tp_btf/sched_waking")
int wakes(u64 *context) {
    struct task_struct *task = (void *)context[0];
    struct thread *thread = thread_of(task);
    if (!thread || !thread->stopped || thread->woken) return 0;
    thread->woken = bpf_ktime_get_ns();
    u64 id = bpf_get_current_pid_tgid();
    thread->waker_thread = (u32)id;
    thread->waker_process = id >> 32;
    bpf_get_current_comm(thread->waker_name, sizeof thread->waker_name);
    return 0;
}
