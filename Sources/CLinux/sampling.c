#define _GNU_SOURCE
#include "sampling.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define KEPT_REGISTERS_AMD64 (1 << 6 | 1 << 7 | 1 << 8)

#ifndef PERF_FORMAT_LOST
#define PERF_FORMAT_LOST (1U << 4)
#endif

static void choose_source(struct perf_event_attr *attributes, const struct sonde_sampling_plan *plan) {
    attributes->type = PERF_TYPE_SOFTWARE;
    attributes->sample_period = plan->period;
    switch (plan->source) {
    case SONDE_SAMPLING_TASK_CLOCK: attributes->config = PERF_COUNT_SW_TASK_CLOCK; break;
    case SONDE_SAMPLING_CPU_CLOCK: attributes->config = PERF_COUNT_SW_CPU_CLOCK; break;
    case SONDE_SAMPLING_CYCLES:
        attributes->type = PERF_TYPE_HARDWARE;
        attributes->config = PERF_COUNT_HW_CPU_CYCLES;
        attributes->freq = 1;
        break;
    case SONDE_SAMPLING_NONE:
        attributes->config = PERF_COUNT_SW_DUMMY;
        attributes->sample_period = 0;
        break;
    case SONDE_SAMPLING_SWITCHES:
        attributes->config = PERF_COUNT_SW_CONTEXT_SWITCHES;
        attributes->sample_period = 1;
        attributes->context_switch = 1;
        break;
    }
}

int sonde_sampling_open(const struct sonde_sampling_plan *plan, pid_t thread, int processor, uint64_t *identifier) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    choose_source(&attributes, plan);
    // The order of the fields in records follows from these; SampleRecord reads them.
    attributes.sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
        PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD | PERF_SAMPLE_CALLCHAIN;
#if defined(__x86_64__)
    if (plan->stack_bytes) {
        attributes.sample_type |= PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
        attributes.sample_regs_user = KEPT_REGISTERS_AMD64;
        attributes.sample_stack_user = plan->stack_bytes;
    }
#endif
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING | PERF_FORMAT_LOST;
    attributes.sample_id_all = 1;
    attributes.use_clockid = 1;
    attributes.clockid = CLOCK_MONOTONIC;
    attributes.inherit = thread != -1;
    attributes.disabled = plan->from_execution;
    attributes.enable_on_exec = plan->from_execution;
    attributes.exclude_kernel = !plan->with_kernel_time;
    attributes.exclude_hv = 1;
    attributes.exclude_idle = 1;
    attributes.exclude_callchain_kernel = !plan->with_kernel_frames;
    attributes.mmap = attributes.mmap2 = 1;
    attributes.comm = attributes.comm_exec = 1;
    attributes.task = 1;
    int event = (int)syscall(SYS_perf_event_open, &attributes, thread, processor, -1, PERF_FLAG_FD_CLOEXEC);
    if (event < 0 && errno == EINVAL) {
        // Kernels before 6.0 do not count losses by event.
        attributes.read_format &= ~(uint64_t)PERF_FORMAT_LOST;
        event = (int)syscall(SYS_perf_event_open, &attributes, thread, processor, -1, PERF_FLAG_FD_CLOEXEC);
    }
    if (event < 0) return -1;
    if (ioctl(event, PERF_EVENT_IOC_ID, identifier)) {
        int error = errno;
        close(event);
        errno = error;
        return -1;
    }
    return event;
}

int sonde_sampling_read(int event, struct sonde_sampling_account *account) {
    uint64_t values[4];
    ssize_t size = read(event, values, sizeof values);
    if (size < (ssize_t)(3 * sizeof values[0])) return -1;
    account->running = values[2];
    account->counts_lost = size == sizeof values;
    account->lost = account->counts_lost ? values[3] : 0;
    return 0;
}

int sonde_sampling_stop(int event) { return ioctl(event, PERF_EVENT_IOC_DISABLE, 0); }

int sonde_ring_map(struct sonde_ring *ring, int event, uint64_t size) {
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    void *memory = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_SHARED, event, 0);
    if (memory == MAP_FAILED) return -1;
    ring->memory = memory;
    ring->size = size;
    ring->mapped = size + page;
    return 0;
}

int sonde_ring_share(int event, int owner) { return ioctl(event, PERF_EVENT_IOC_SET_OUTPUT, owner); }

void sonde_ring_unmap(struct sonde_ring *ring) {
    if (ring->memory) munmap(ring->memory, ring->mapped);
    ring->memory = NULL;
}

static void copy_out(const struct sonde_ring *ring, const uint8_t *data, uint64_t from, uint8_t *to, size_t count) {
    uint64_t start = from & (ring->size - 1);
    size_t first = ring->size - start < count ? (size_t)(ring->size - start) : count;
    memcpy(to, data + start, first);
    memcpy(to + first, data, count - first);
}

size_t sonde_ring_read(struct sonde_ring *ring, uint8_t *buffer, size_t size) {
    struct perf_event_mmap_page *head = ring->memory;
    const uint8_t *data = (const uint8_t *)ring->memory + head->data_offset;
    // Records up to the head are complete once it is read: it is written after them.
    uint64_t end = __atomic_load_n(&head->data_head, __ATOMIC_ACQUIRE);
    uint64_t begin = head->data_tail;
    uint64_t at = begin;
    while (end - at >= sizeof(struct perf_event_header)) {
        struct perf_event_header record;
        copy_out(ring, data, at, (uint8_t *)&record, sizeof record);
        if (record.size < sizeof record || record.size > end - at || at + record.size - begin > size) break;
        at += record.size;
    }
    copy_out(ring, data, begin, buffer, (size_t)(at - begin));
    // The kernel may write there from now on, and not before the copy is made.
    __atomic_store_n(&head->data_tail, at, __ATOMIC_RELEASE);
    return (size_t)(at - begin);
}
