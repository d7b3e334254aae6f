// The few parts of the kernel's types that activity.bpf.c reads. The loader finds the real offsets in the kernel's own
// type information, so that one object serves all kernels.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;
typedef _Bool bool;
#define true 1
#define false 0
// Names that libbpf's headers expect.
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s32 __s32;
typedef s64 __s64;
typedef u16 __be16;
typedef u32 __be32;
typedef u32 __wsum;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
    unsigned long bp, bx, r10, r9, r8, cx, dx, si, di, orig_ax, ip, cs, sp;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
    u64 regs[31];
    u64 sp, pc, pstate;
};
struct pt_regs {
    u64 regs[31];
    u64 sp, pc, pstate, orig_x0;
    s32 syscallno;
};
#endif

struct mm_struct {
    unsigned long arg_start, arg_end, env_start, env_end;
    unsigned long saved_auxv[2];
};

struct signal_struct {
    struct {
        int counter;
    } live;
};

struct task_struct {
    s32 pid;
    s32 tgid;
    u32 __state;
    int on_cpu;
    int exit_code;
    struct mm_struct *mm;
    struct signal_struct *signal;
};

struct linux_binprm {
    const char *filename;
};

struct bpf_iter__task {
    struct task_struct *task;
};

#pragma clang attribute pop

// From include/uapi/linux/bpf.h, which drags in headers that clang's BPF target does not find.
enum {
    BPF_MAP_TYPE_HASH = 1,
    BPF_MAP_TYPE_ARRAY = 2,
    BPF_MAP_TYPE_PERCPU_ARRAY = 6,
    BPF_MAP_TYPE_LRU_HASH = 9,
    BPF_MAP_TYPE_RINGBUF = 27,
    BPF_MAP_TYPE_TASK_STORAGE = 29,
    BPF_F_NO_PREALLOC = 1,
    BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
    BPF_RB_NO_WAKEUP = 1,
    BPF_ANY = 0,
};
