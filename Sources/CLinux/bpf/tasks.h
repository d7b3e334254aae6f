// What goes through all tasks: adopting those that run already, and closing what is under way at the end.
#pragma once

#include "calls.h"
#include "processes.h"
#include "shared.h"
#include "stacks.h"
#include "waits.h"

// The number of the call that a task is in; -1 for none.
static __always_inline s64 call_of(struct pt_regs *registers) {
#if defined(__TARGET_ARCH_x86)
    return registers->orig_ax;
#elif defined(__TARGET_ARCH_arm64)
    return registers->syscallno;
#endif
}

// Follows the threads that the processes of `roots` have. What they do already counts from now on.
SEC("iter/task")
int adopts(struct bpf_iter__task *context) {
    struct task_struct *task = context->task;
    if (!task) return 0;
    u32 process = task->tgid;
    if (!bpf_map_lookup_elem(&roots, &process)) return 0;
    follow(task);
    if (!settings.with_begun_waits || task->on_cpu) return 0;
    struct thread *thread = thread_of(task);
    if (!thread || thread->stopped) return 0;
    u64 now = bpf_ktime_get_ns();
    struct pt_regs *registers = (void *)bpf_task_pt_regs(task);
    if (!settings.without_calls && !thread->entered && call_of(registers) >= 0) {
        thread->call = call_of(registers);
        thread->entered = now;
    }
    struct room *room = find_room(ROOM_OF_TASKS);
    thread->state = task->__state;
    thread->kernel_stack = 0;
    if (room && settings.with_stacks && thread->state)
        thread->kernel_stack = send_kernel_frames(room, bpf_get_task_stack(task, room->frames, DEEPEST_STACK * 8, 0));
    thread->user_stack = 0;
    thread->waker_thread = 0;
    thread->stopped = now;
    thread->woken = thread->state ? 0 : now;
    return 0;
}

// A walk through the memory of another task.
struct task_walk {
    struct walk walk;
    struct task_struct *task;
};

static long walk_task_frame(u32 index, struct task_walk *other) {
    u64 frame[2] = {};
    if (!other->walk.frame || other->walk.is_narrow) return 1;
    if (bpf_copy_from_user_task(frame, sizeof frame, (void *)other->walk.frame, other->task, 0)) return 1;
    add_frame(&other->walk, index + 1, frame[1]);
    if (frame[0] == other->walk.frame) return 1;
    other->walk.frame = frame[0];
    return 0;
}

static __always_inline u64 send_task_stack(struct room *room, struct task_struct *task, struct pt_regs *registers) {
    struct task_walk other = {
        .walk = {.frames = room->frames, .hash = 0x7c0a5cd1ull, .is_narrow = is_narrow(registers)}, .task = task};
#if defined(__TARGET_ARCH_x86)
    other.walk.frame = registers->bp;
    add_frame(&other.walk, 0, registers->ip);
#elif defined(__TARGET_ARCH_arm64)
    other.walk.frame = registers->regs[29];
    add_frame(&other.walk, 0, registers->pc);
#endif
    bpf_loop(DEEPEST_STACK - 1, walk_task_frame, &other, 0);
    return send_frames(room, &other.walk, 0, 0);
}

// Appends a text that an argument of another task points to, to the end of its page and that of the next one: whoever
// reads the record finds where it ends. Returns the new length of the record.
static __always_inline u32 append_task_text(u8 *bytes, u32 length, struct task_struct *task, u64 source, u32 argument) {
    asm volatile("" : "+r"(length));
    if (length > 8192 || !source) return length;
    struct sonde_payload *payload = (void *)bytes + length;
    u8 *target = bytes + length + sizeof *payload;
    u32 first = 4096 - (source & 4095);
    asm volatile("" : "+r"(first));
    if (first < 1 || first > 4096) return length;
    if (bpf_copy_from_user_task(target, first, (void *)source, task, 0)) return length;
    u32 size = first;
    u32 second = LARGEST_TEXT - first;
    asm volatile("" : "+r"(second));
    if (first < LARGEST_TEXT && second > 0 && second <= 4096)
        if (!bpf_copy_from_user_task(target + first, second, (void *)source + first, task, 0)) size += second;
    if (size > LARGEST_TEXT) size = LARGEST_TEXT;
    payload->size = size;
    payload->argument = argument;
    payload->form = SONDE_PAYLOAD_TEXT;
    size &= 4095;
    return length + sizeof *payload + ((size + 3) & ~3u);
}

// Sends the call that a task is in, as far as it came.
static __always_inline void close_call(struct task_struct *task, struct thread *thread) {
    u64 begin = thread->entered;
    struct pt_regs *registers = (void *)bpf_task_pt_regs(task);
    struct room *room = find_room(ROOM_OF_TASKS);
    u32 number = thread->call & (CALLS - 1);
    struct sonde_call_plan *plan = bpf_map_lookup_elem(&calls, &number);
    if (!begin || !room || !plan) return;
    thread->entered = 0;
    bool is_known = !is_narrow(registers);
    if (is_known && plan->is_dropped) {
        count(SONDE_COUNTER_DROPPED);
        return;
    }
    count(SONDE_COUNTER_CALLS);
    struct sonde_call *call = (void *)room->record;
    __builtin_memset(call, 0, sizeof *call);
    call->head.kind = SONDE_RECORD_CALL;
    call->head.thread = task->pid;
    call->head.process = task->tgid;
    call->head.time = begin;
    call->head.extra = thread->call;
    call->duration = bpf_ktime_get_ns() - begin;
    u64 stack = settings.with_stacks ? send_task_stack(room, task, registers) : 0;
    call->stack = stack;
    u64 *arguments = (void *)(call + 1);
    read_arguments(arguments, registers);
    u32 arguments_count = is_known ? plan->arguments : 6;
    if (arguments_count > 6) arguments_count = 6;
    call->head.flags = arguments_count | SONDE_CALL_UNFINISHED | (is_known ? 0 : SONDE_CALL_COMPAT);
    u64 all[8] = {};
    for (u32 index = 0; index < 6; index++) all[index] = arguments[index];
    u32 length = sizeof *call + arguments_count * 8;
    for (u32 index = 0; index < 2; index++) {
        if (!is_known || plan->payloads[index].form != SONDE_PAYLOAD_TEXT) break;
        u32 argument = plan->payloads[index].argument & 7;
        length = append_task_text(room->record, length, task, all[argument], argument);
    }
    length = (length + 7) & ~7u;
    asm volatile("" : "+r"(length));
    length &= 16383;
    call->head.size = length;
    if (bpf_ringbuf_output(&ring, room->record, length, BPF_RB_NO_WAKEUP)) count(SONDE_COUNTER_CALLS_LOST);
}

// Sends the calls and the waits that have not ended.
SEC("iter.s/task")
int closes(struct bpf_iter__task *context) {
    struct task_struct *task = context->task;
    if (!task) return 0;
    struct thread *thread = thread_of(task);
    if (!thread || task->on_cpu) return 0;
    if (thread->stopped) ends_block(task, thread);
    if (!settings.without_calls) close_call(task, thread);
    return 0;
}
