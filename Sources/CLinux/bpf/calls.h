// System calls, with what their arguments point to.
#pragma once

#include "shared.h"
#include "stacks.h"

SEC("raw_tp/sys_enter")
int call_begins(u64 *context) {
    struct thread *thread = thread_of((void *)bpf_get_current_task_btf());
    if (!thread) return 0;
    thread->call = context[1];
    thread->entered = bpf_ktime_get_ns();
    return 0;
}

static __always_inline void read_arguments(u64 *into, struct pt_regs *registers) {
#if defined(__TARGET_ARCH_x86)
    if (is_narrow(registers)) {
        into[0] = registers->bx;
        into[1] = registers->cx;
        into[2] = registers->dx;
        into[3] = registers->si;
        into[4] = registers->di;
        into[5] = registers->bp;
        return;
    }
    into[0] = registers->di;
    into[1] = registers->si;
    into[2] = registers->dx;
    into[3] = registers->r10;
    into[4] = registers->r8;
    into[5] = registers->r9;
#elif defined(__TARGET_ARCH_arm64)
    into[0] = registers->orig_x0;
    for (u32 index = 1; index < 6; index++) into[index] = registers->regs[index];
#endif
}

// Appends what an argument points to. Returns the new length of the record.
static __always_inline u32 append_payload(
    struct sonde_call *call, u8 *bytes, u32 length, u64 *arguments, u32 argument, u32 form, u32 size_argument, bool size_is_pointer
) {
    asm volatile("" : "+r"(length));
    if (length > 12288) return length;
    struct sonde_payload *payload = (void *)bytes + length;
    u8 *target = bytes + length + sizeof *payload;
    void *source = (void *)arguments[argument & 7];
    if (!source) return length;
    u32 size = 0;
    if (form == SONDE_PAYLOAD_TEXT) {
        long read = bpf_probe_read_user_str(target, LARGEST_TEXT + 1, source);
        if (read <= 0) goto unreadable;
        size = (u32)read - 1;
    } else if (form == SONDE_PAYLOAD_PAIR) {
        if (bpf_probe_read_user(target, 8, source)) goto unreadable;
        size = 8;
    } else {
        u64 given = size_argument ? arguments[(size_argument - 1) & 7] : 0;
        u32 bound = given;
        if (size_is_pointer) {
            if (!given) return length;
            if (bpf_probe_read_user(&bound, sizeof bound, (void *)given)) goto unreadable;
        }
        if (bound > LARGEST_ADDRESS) bound = LARGEST_ADDRESS;
        asm volatile("" : "+r"(bound));
        bound &= 255;
        if (bpf_probe_read_user(target, bound, source)) goto unreadable;
        size = bound;
    }
    payload->size = size;
    payload->argument = argument;
    payload->form = form;
    asm volatile("" : "+r"(size));
    size &= 4095;
    return length + sizeof *payload + ((size + 3) & ~3u);
unreadable:
    call->head.flags |= SONDE_CALL_UNREADABLE;
    count(SONDE_COUNTER_UNREADABLE);
    return length;
}

SEC("raw_tp/sys_exit")
int call_ends(u64 *context) {
    struct thread *thread = thread_of((void *)bpf_get_current_task_btf());
    if (!thread || !thread->entered) return 0;
    u64 now = bpf_ktime_get_ns();
    u64 begin = thread->entered;
    thread->entered = 0;
    u32 number = thread->call & (CALLS - 1);
    struct sonde_call_plan *plan = bpf_map_lookup_elem(&calls, &number);
    struct room *room = find_room(ROOM_OF_CALLS);
    if (!plan || !room) return 0;
    struct pt_regs *registers = user_registers();
    bool is_known = !is_narrow(registers);
    if (is_known && plan->is_dropped) {
        count(SONDE_COUNTER_DROPPED);
        return 0;
    }
    count(SONDE_COUNTER_CALLS);
    struct sonde_call *call = (void *)room->record;
    fill_head(&call->head, SONDE_RECORD_CALL, begin);
    call->head.extra = thread->call;
    call->duration = now - begin;
    call->result = context[1];
    call->stack = settings.with_stacks ? send_user_stack(room) : 0;
    u64 *arguments = (void *)(call + 1);
    read_arguments(arguments, registers);
    u32 arguments_count = is_known ? plan->arguments : 6;
    if (arguments_count > 6) arguments_count = 6;
    call->head.flags = arguments_count | (is_known ? 0 : SONDE_CALL_COMPAT);
    u64 all[8] = {};
    for (u32 index = 0; index < 6; index++) all[index] = arguments[index];
    u32 length = sizeof *call + arguments_count * 8;
    for (u32 index = 0; index < 3; index++) {
        if (!is_known || !plan->payloads[index].form) break;
        length = append_payload(
            call, room->record, length, all, plan->payloads[index].argument, plan->payloads[index].form,
            plan->payloads[index].size, plan->payloads[index].size_is_pointer);
    }
    length = (length + 7) & ~7u;
    asm volatile("" : "+r"(length));
    length &= 16383;
    call->head.size = length;
    if (bpf_ringbuf_output(&ring, room->record, length, BPF_RB_NO_WAKEUP)) count(SONDE_COUNTER_CALLS_LOST);
    return 0;
}
