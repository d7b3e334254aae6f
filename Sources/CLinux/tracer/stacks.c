#define _GNU_SOURCE
#include <string.h>

#include "parts.h"

#define PAGE 4096
// How often memory is read for one stack, and the bytes that are worth a second page.
#define MOST_READS 32
#define WORTH_READING 2048

int tracer_window_ranges(
    struct tracer_window *window, uint64_t address, struct iovec local[2], struct iovec remote[2]) {
    // Reading stops before the first page that is not there: a range never crosses into the next page.
    size_t first = PAGE - address % PAGE, second = first < WORTH_READING ? WORTH_READING : 0;
    window->base = address;
    window->length = 0;
    local[0] = (struct iovec){window->bytes, first};
    remote[0] = (struct iovec){(void *)address, first};
    local[1] = (struct iovec){window->bytes + first, second};
    remote[1] = (struct iovec){(void *)(address + first), second};
    return second ? 2 : 1;
}

static int has_frame(const struct tracer_window *window, uint64_t address) {
    return address >= window->base && address - window->base + 16 <= window->length;
}

static uint32_t walk(sonde_tracer *tracer, pid_t thread, const struct tracer_registers *registers) {
    struct tracer_window *window = &tracer->window;
    uint64_t *frames = tracer->stack.frames, frame = registers->frame;
    uint32_t depth = 0;
    frames[depth++] = registers->instruction;
    for (int reads = 0; depth < TRACER_DEEPEST_STACK && frame >= PAGE && frame < UINT64_MAX - 2 * PAGE;) {
        if (!has_frame(window, frame)) {
            struct iovec local[2], remote[2];
            if (++reads > MOST_READS) break;
            int count = tracer_window_ranges(window, frame, local, remote);
            window->length = tracer_memory(thread, local, remote, (unsigned long)count);
            if (!has_frame(window, frame)) break;
        }
        uint64_t pair[2];
        memcpy(pair, window->bytes + (frame - window->base), sizeof pair);
        frames[depth++] = pair[1];
        if (pair[0] == frame) break;
        frame = pair[0];
    }
    return depth;
}

uint64_t tracer_stack(sonde_tracer *tracer, const struct traced *traced, const struct tracer_registers *registers) {
    uint32_t depth = walk(tracer, traced->thread, registers);
    uint64_t hash = 0xcbf29ce484222325ull;
    for (uint32_t index = 0; index < depth; index++) {
        hash = (hash ^ tracer->stack.frames[index]) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
    hash |= 1;
    uint64_t *sent = &tracer->sent[(hash >> 1) % TRACER_SENT_STACKS];
    if (*sent == hash) return hash;
    struct sonde_stack *head = &tracer->stack.head;
    tracer_head(&head->head, SONDE_RECORD_STACK, traced, 0);
    head->head.extra = depth;
    head->head.flags = depth == TRACER_DEEPEST_STACK ? SONDE_STACK_CUT : 0;
    head->hash = hash;
    size_t size = sizeof *head + depth * sizeof(uint64_t);
    head->head.size = (uint16_t)size;
    if (tracer_send(tracer, head, size)) {
        tracer_count(tracer, SONDE_COUNTER_STACKS_LOST);
    } else {
        *sent = hash;
    }
    return hash;
}
