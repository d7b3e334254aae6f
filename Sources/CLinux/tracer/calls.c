#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "parts.h"

#define PAGE 4096

int tracer_registers(pid_t thread, struct tracer_registers *registers) {
    struct user_regs_struct raw;
    struct iovec place = {.iov_base = &raw, .iov_len = sizeof raw};
    if (ptrace(PTRACE_GETREGSET, thread, (long)NT_PRSTATUS, &place) != 0) return -1;
#if defined(__x86_64__)
    // Programs of 32 bits have their registers written to the low halves of these, and another table of calls.
    registers->is_compat = raw.cs == 0x23;
    registers->instruction = raw.rip;
    registers->stack = raw.rsp;
    registers->frame = raw.rbp;
    registers->number = raw.orig_rax;
    registers->result = (int64_t)raw.rax;
    uint64_t native[6] = {raw.rdi, raw.rsi, raw.rdx, raw.r10, raw.r8, raw.r9};
    uint64_t compat[6] = {raw.rbx, raw.rcx, raw.rdx, raw.rsi, raw.rdi, raw.rbp};
    memcpy(registers->arguments, registers->is_compat ? compat : native, sizeof native);
#elif defined(__aarch64__)
    registers->is_compat = place.iov_len != sizeof raw;
    registers->instruction = raw.pc;
    registers->stack = raw.sp;
    registers->frame = raw.regs[29];
    registers->number = raw.regs[8];
    registers->result = (int64_t)raw.regs[0];
    memcpy(registers->arguments, raw.regs, sizeof registers->arguments);
#else
#error "sonde runs on amd64 and arm64"
#endif
    return 0;
}

size_t tracer_memory(pid_t thread, const struct iovec *local, const struct iovec *remote, unsigned long count) {
    ssize_t length = process_vm_readv(thread, local, count, remote, count, 0);
    return length < 0 ? 0 : (size_t)length;
}

static size_t read_range(pid_t thread, void *target, uint64_t address, size_t size) {
    struct iovec local = {target, size}, remote = {(void *)address, size};
    return tracer_memory(thread, &local, &remote, 1);
}

// Appends a payload to what is known of a call.
static int append(struct traced *traced, const struct sonde_payload_plan *plan, const void *bytes, size_t size) {
    struct sonde_payload payload = {.size = (uint16_t)size, .argument = plan->argument, .form = plan->form};
    size_t padded = (size + 3) & ~(size_t)3, length = traced->payload_length + sizeof payload + padded;
    if (length > traced->payload_size) {
        uint8_t *larger = realloc(traced->payload, length * 2);
        if (!larger) return -1;
        traced->payload = larger;
        traced->payload_size = (uint32_t)(length * 2);
    }
    uint8_t *place = traced->payload + traced->payload_length;
    memcpy(place, &payload, sizeof payload);
    memcpy(place + sizeof payload, bytes, size);
    memset(place + sizeof payload + size, 0, padded - size);
    traced->payload_length = (uint32_t)length;
    return 0;
}

static void miss(sonde_tracer *tracer, struct traced *traced) {
    traced->flags |= SONDE_CALL_UNREADABLE;
    tracer_count(tracer, SONDE_COUNTER_UNREADABLE);
}

// Bytes of a text of which the first `length` are read already; -1 when its memory is not there.
static ssize_t complete_text(pid_t thread, uint8_t *text, uint64_t address, size_t length) {
    const uint8_t *end;
    while (!(end = memchr(text, 0, length))) {
        if (length >= TRACER_LARGEST_TEXT) return TRACER_LARGEST_TEXT - 1;
        size_t size = PAGE - (address + length) % PAGE;
        if (size > TRACER_LARGEST_TEXT - length) size = TRACER_LARGEST_TEXT - length;
        size_t more = read_range(thread, text + length, address + length, size);
        if (!more) return -1;
        length += more;
    }
    return end - text;
}

// What is known of a payload before the call: its size, at most and within the page; 0 for nothing to read.
static size_t size_at_entry(const struct sonde_payload_plan *plan, const uint64_t *arguments) {
    uint64_t address = arguments[plan->argument % 6];
    if (!address) return 0;
    if (plan->form == SONDE_PAYLOAD_TEXT) return PAGE - address % PAGE;
    if (plan->form != SONDE_PAYLOAD_ADDRESS || plan->size_is_pointer || !plan->size) return 0;
    uint32_t size = (uint32_t)arguments[(plan->size - 1) % 6];
    return size < TRACER_LARGEST_ADDRESS ? size : TRACER_LARGEST_ADDRESS;
}

// Reads what arguments point to together with the upper end of the stack: one call to the kernel for nearly all.
static void read_entry(
    sonde_tracer *tracer, struct traced *traced, const struct sonde_call_plan *plan,
    const struct tracer_registers *registers) {
    struct iovec local[TRACER_PAYLOADS + 2], remote[TRACER_PAYLOADS + 2];
    size_t sizes[TRACER_PAYLOADS] = {0};
    int count = 0;
    for (int index = 0; index < TRACER_PAYLOADS && plan->payloads[index].form; index++) {
        sizes[index] = size_at_entry(&plan->payloads[index], traced->arguments);
        if (!sizes[index]) continue;
        local[count] = (struct iovec){tracer->texts[index], sizes[index]};
        remote[count++] =
            (struct iovec){(void *)traced->arguments[plan->payloads[index].argument % 6], sizes[index]};
    }
    tracer->window.length = 0;
    if (tracer->settings.with_stacks)
        count += tracer_window_ranges(&tracer->window, registers->stack, local + count, remote + count);
    size_t got = count ? tracer_memory(traced->thread, local, remote, (unsigned long)count) : 0;
    for (int index = 0; index < TRACER_PAYLOADS && plan->payloads[index].form; index++) {
        if (!sizes[index]) continue;
        const struct sonde_payload_plan *payload = &plan->payloads[index];
        uint64_t address = traced->arguments[payload->argument % 6];
        uint8_t *text = tracer->texts[index];
        size_t here = got < sizes[index] ? got : sizes[index];
        got -= here;
        ssize_t length;
        if (payload->form == SONDE_PAYLOAD_TEXT) {
            length = complete_text(traced->thread, text, address, here);
        } else {
            if (here < sizes[index]) here += read_range(traced->thread, text + here, address + here, sizes[index] - here);
            length = here < sizes[index] ? -1 : (ssize_t)here;
        }
        if (length < 0 || append(traced, payload, text, (size_t)length)) miss(tracer, traced);
    }
    tracer->window.length = got;
    if (tracer->settings.with_stacks) traced->stack = tracer_stack(tracer, traced, registers);
}

static const struct sonde_call_plan unknown_call = {.arguments = 6};
// execve and execveat of programs with 32 bits, which have a table of their own.
static const struct sonde_call_plan compat_execution = {
    .arguments = 6, .payloads = {{.argument = 0, .form = SONDE_PAYLOAD_TEXT}}};
static const struct sonde_call_plan compat_execution_at = {
    .arguments = 6, .payloads = {{.argument = 1, .form = SONDE_PAYLOAD_TEXT}}};

static const struct sonde_call_plan *plan_of(const sonde_tracer *tracer, const struct traced *traced) {
    if (traced->flags & SONDE_CALL_COMPAT) {
        if (tracer_is_execution_at(traced)) return &compat_execution_at;
        return tracer_is_execution(traced) ? &compat_execution : &unknown_call;
    }
    return traced->number < SONDE_ACTIVITY_CALLS ? &tracer->plans[traced->number] : &unknown_call;
}

// Whether the call executes a program that gets other privileges, which the kernel refuses while it is traced.
static int raises_privileges(const struct traced *traced) {
    const struct sonde_payload *payload = (const void *)traced->payload;
    if (traced->payload_length < sizeof *payload) return 0;
    char path[TRACER_LARGEST_TEXT];
    size_t size = payload->size < sizeof path ? payload->size : sizeof path - 1;
    memcpy(path, payload + 1, size);
    path[size] = 0;
    return tracer_raises_privileges(traced, path);
}

int tracer_enter(sonde_tracer *tracer, struct traced *traced, const struct tracer_registers *registers) {
    traced->is_in_call = 1;
    traced->flags = registers->is_compat ? SONDE_CALL_COMPAT : 0;
    traced->number = (uint32_t)registers->number;
    traced->stack = 0;
    traced->payload_length = 0;
    memcpy(traced->arguments, registers->arguments, sizeof traced->arguments);
    const struct sonde_call_plan *plan = plan_of(tracer, traced);
    traced->is_recorded = !traced->is_silent && !plan->is_dropped;
    if (!traced->is_silent && plan->is_dropped) tracer_count(tracer, SONDE_COUNTER_DROPPED);
    if (traced->is_recorded || tracer_is_execution(traced)) read_entry(tracer, traced, plan, registers);
    if (tracer_is_execution(traced) && !tracer->is_privileged && raises_privileges(traced)) return -1;
    // What it took to read all that is no part of the call.
    traced->begin = tracer_now();
    return 0;
}

// What a call wrote for its caller.
static void read_exit(sonde_tracer *tracer, struct traced *traced, const struct sonde_call_plan *plan) {
    for (int index = 0; index < TRACER_PAYLOADS && plan->payloads[index].form; index++) {
        const struct sonde_payload_plan *payload = &plan->payloads[index];
        uint64_t address = traced->arguments[payload->argument % 6];
        uint8_t bytes[TRACER_LARGEST_ADDRESS];
        uint32_t size = 8;
        if (payload->form == SONDE_PAYLOAD_ADDRESS) {
            uint64_t place = payload->size ? traced->arguments[(payload->size - 1) % 6] : 0;
            if (!payload->size_is_pointer || !place || !address) continue;
            if (read_range(traced->thread, &size, place, sizeof size) != sizeof size) {
                miss(tracer, traced);
                continue;
            }
            if (size > sizeof bytes) size = sizeof bytes;
        } else if (payload->form != SONDE_PAYLOAD_PAIR || !address) {
            continue;
        }
        if (size && read_range(traced->thread, bytes, address, size) != size) {
            miss(tracer, traced);
        } else if (append(traced, payload, bytes, size)) {
            miss(tracer, traced);
        }
    }
}

static void send_call(sonde_tracer *tracer, struct traced *traced, int64_t result, uint64_t now) {
    struct sonde_call *call = (void *)tracer->record;
    uint32_t arguments = plan_of(tracer, traced)->arguments;
    if (arguments > 6) arguments = 6;
    tracer_head(&call->head, SONDE_RECORD_CALL, traced, traced->begin);
    call->head.extra = traced->number;
    call->head.flags = (uint8_t)(traced->flags | arguments);
    call->duration = now > traced->begin ? now - traced->begin : 0;
    call->result = result;
    call->stack = traced->stack;
    size_t length = sizeof *call + arguments * sizeof(uint64_t);
    memcpy(call + 1, traced->arguments, arguments * sizeof(uint64_t));
    // At most three texts of a page: the record has room for them.
    size_t payload = traced->payload_length;
    memcpy(tracer->record + length, traced->payload, payload);
    length += payload;
    size_t padded = (length + 7) & ~(size_t)7;
    memset(tracer->record + length, 0, padded - length);
    call->head.size = (uint16_t)padded;
    tracer_count(tracer, SONDE_COUNTER_CALLS);
    if (tracer_send(tracer, call, padded)) tracer_count(tracer, SONDE_COUNTER_CALLS_LOST);
}

void tracer_leave(
    sonde_tracer *tracer, struct traced *traced, const struct tracer_registers *registers, uint64_t now) {
    traced->is_in_call = 0;
    if (!traced->is_recorded) return;
    if (registers->result >= 0) read_exit(tracer, traced, plan_of(tracer, traced));
    send_call(tracer, traced, registers->result, now);
}

void tracer_break_off(sonde_tracer *tracer, struct traced *traced, uint64_t now) {
    if (!traced->is_in_call || !traced->is_recorded) return;
    traced->is_in_call = 0;
    traced->flags |= SONDE_CALL_UNFINISHED;
    send_call(tracer, traced, 0, now);
}
