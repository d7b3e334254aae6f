// Stacks of programs and of the kernel, sent once each.
#pragma once

#include "shared.h"

// The registers of the program that the current thread runs.
static __always_inline struct pt_regs *user_registers() {
    return (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
}

// Whether the program has addresses of 32 bits, and calls the kernel by another table.
static __always_inline bool is_narrow(struct pt_regs *registers) {
#if defined(__TARGET_ARCH_x86)
    return registers->cs == 0x23;
#elif defined(__TARGET_ARCH_arm64)
    return registers->pstate & 0x10;
#endif
}

// A stack that is put together, from its innermost frame on.
struct walk {
    u64 *frames;
    // Where the next frame lies; 0 behind the last one.
    u64 frame;
    u64 hash;
    u32 depth;
    // Whether the program's addresses have 32 bits.
    bool is_narrow;
};

// `depth` is that of the stack without the frame. The verifier follows numbers of rounds, not what is counted here.
static __always_inline void add_frame(struct walk *walk, u32 depth, u64 address) {
    if (depth >= DEEPEST_STACK) return;
    walk->frames[depth] = address;
    walk->hash = (walk->hash ^ address) * 0x9e3779b97f4a7c15ull;
    walk->hash ^= walk->hash >> 29;
    walk->depth = depth + 1;
}

// Adds the caller of a program's frame; returns 1 behind the last one.
static long walk_frame(u32 index, struct walk *walk) {
    u64 frame[2] = {};
    if (!walk->frame) return 1;
    if (!walk->is_narrow) {
        if (bpf_probe_read_user(frame, sizeof frame, (void *)walk->frame)) return 1;
    } else {
        u32 narrow[2] = {};
        if (bpf_probe_read_user(narrow, sizeof narrow, (void *)walk->frame)) return 1;
        frame[0] = narrow[0];
        frame[1] = narrow[1];
    }
    add_frame(walk, index + 1, frame[1]);
    // A frame that is its own caller has no end.
    if (frame[0] == walk->frame) return 1;
    walk->frame = frame[0];
    return 0;
}

static long add_kernel_frame(u32 index, struct walk *walk) {
    if (index >= DEEPEST_STACK) return 1;
    add_frame(walk, index, walk->frames[index]);
    return 0;
}

// Sends a stack unless it was sent before. Returns its hash, by which records refer to it.
static __always_inline u64 send_frames(struct room *room, struct walk *walk, u64 top, u8 flags) {
    u64 hash = ((walk->hash ^ top) * 0x9e3779b97f4a7c15ull) | 1;
    if (bpf_map_lookup_elem(&stacks, &hash)) return hash;
    u32 depth = walk->depth;
    if (depth > DEEPEST_STACK) return 0;
    room->frames[depth] = top;
    fill_head(&room->stack.head, SONDE_RECORD_STACK, 0);
    room->stack.head.extra = depth;
    room->stack.head.flags = flags | (depth == DEEPEST_STACK ? SONDE_STACK_CUT : 0);
    room->stack.hash = hash;
    u32 length = sizeof room->stack + depth * 8 + 8;
    asm volatile("" : "+r"(length));
    length &= 2047;
    if (length > sizeof room->stack + sizeof room->frames) return 0;
    room->stack.head.size = length;
    if (bpf_ringbuf_output(&ring, &room->stack, length, BPF_RB_NO_WAKEUP)) {
        count(SONDE_COUNTER_STACKS_LOST);
        return hash;
    }
    u8 one = 1;
    bpf_map_update_elem(&stacks, &hash, &one, BPF_ANY);
    return hash;
}

// The program's stack, by its frame pointers. The kernel's own helper for it goes on to the address 0 behind the last
// frame, and the fault there takes longer than all the rest.
static __always_inline u64 send_user_stack(struct room *room) {
    struct pt_regs *registers = user_registers();
    struct walk walk = {.frames = room->frames, .hash = 0x7c0a5cd1ull, .is_narrow = is_narrow(registers)};
    u64 top = 0;
#if defined(__TARGET_ARCH_x86)
    walk.frame = registers->bp;
    add_frame(&walk, 0, registers->ip);
    // In a system call the caller of a function without a frame may stand on top of the stack. It makes more stacks of
    // one, so that it is left out where calls are recorded with their names.
    if (settings.without_calls && (s64)registers->orig_ax >= 0) bpf_probe_read_user(&top, sizeof top, (void *)registers->sp);
#elif defined(__TARGET_ARCH_arm64)
    walk.frame = registers->regs[29];
    add_frame(&walk, 0, registers->pc);
#endif
    bpf_loop(DEEPEST_STACK - 1, walk_frame, &walk, 0);
    return send_frames(room, &walk, top, 0);
}

// Sends a stack of the kernel's, whose bytes lie in the room; 0 for none.
static __always_inline u64 send_kernel_frames(struct room *room, long size) {
    if (size <= 0) return 0;
    struct walk walk = {.frames = room->frames, .hash = 0xcbf29ce484222325ull};
    bpf_loop((u32)size / 8, add_kernel_frame, &walk, 0);
    return send_frames(room, &walk, 0, SONDE_STACK_KERNEL);
}

static __always_inline u64 send_kernel_stack(void *context, struct room *room) {
    return send_kernel_frames(room, bpf_get_stack(context, room->frames, DEEPEST_STACK * 8, 0));
}
