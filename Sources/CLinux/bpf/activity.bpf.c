// Records what the threads of chosen processes ask of the kernel, and when they do not run.
//
// Compiled by scripts/bpf-object into ../generated/activity_object.h, which is committed: whoever builds sonde needs no
// BPF compiler. A thread is followed when it has an entry in `threads`; whatever it forks is followed too. Records
// leave through one ring; what does not fit is counted.
#include "kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "../include/activity_records.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

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

// Writes what function an address of the kernel lies in: its name, and that of its module in brackets. It is run by
// whoever asks.
SEC("syscall")
int finds_name(struct sonde_kernel_name *context) {
    char text[SONDE_KERNEL_NAME];
    u64 address = context->address;
    if (bpf_snprintf(text, sizeof text, "%ps", &address, sizeof address) < 0) return 1;
    __builtin_memcpy(context->text, text, sizeof text);
    return 0;
}
