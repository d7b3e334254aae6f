#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parts.h"

uint64_t tracer_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void tracer_count(sonde_tracer *tracer, enum sonde_counter counter) {
    // There is one writer.
    uint64_t value = atomic_load_explicit(&tracer->counters[counter], memory_order_relaxed);
    atomic_store_explicit(&tracer->counters[counter], value + 1, memory_order_relaxed);
}

void tracer_head(struct sonde_record *head, enum sonde_record_kind kind, const struct traced *traced, uint64_t time) {
    memset(head, 0, sizeof *head);
    head->kind = (uint8_t)kind;
    head->thread = (uint32_t)traced->thread;
    head->process = (uint32_t)traced->process;
    head->time = time;
}

int tracer_send(sonde_tracer *tracer, const void *record, size_t size) {
    int status = -1;
    pthread_mutex_lock(&tracer->lock);
    struct tracer_buffer *buffer = &tracer->filling;
    if (size <= tracer->buffer_size - buffer->length) {
        memcpy(buffer->bytes + buffer->length, record, size);
        buffer->length += size;
        status = 0;
    }
    pthread_mutex_unlock(&tracer->lock);
    return status;
}

void tracer_send_process_record(sonde_tracer *tracer, void *record, size_t size) {
    ((struct sonde_record *)record)->size = (uint16_t)size;
    tracer_count(tracer, SONDE_COUNTER_PROCESS_EVENTS);
    if (tracer_send(tracer, record, size)) tracer_count(tracer, SONDE_COUNTER_PROCESS_EVENTS_LOST);
}

size_t sonde_tracer_read(sonde_tracer *tracer, uint8_t *buffer, size_t size) {
    if (tracer->emptied == tracer->emptying.length) {
        tracer->emptied = 0;
        pthread_mutex_lock(&tracer->lock);
        struct tracer_buffer full = tracer->filling;
        tracer->filling = (struct tracer_buffer){.bytes = tracer->emptying.bytes};
        tracer->emptying = full;
        pthread_mutex_unlock(&tracer->lock);
    }
    const uint8_t *begin = tracer->emptying.bytes + tracer->emptied;
    size_t left = tracer->emptying.length - tracer->emptied, length = 0;
    while (length < left) {
        size_t record = ((const struct sonde_record *)(begin + length))->size;
        if (record > size - length) break;
        length += record;
    }
    memcpy(buffer, begin, length);
    tracer->emptied += length;
    return length;
}

void sonde_tracer_count(sonde_tracer *tracer, uint64_t *counters, uint64_t *released) {
    for (int index = 0; index < SONDE_COUNTER_COUNT; index++)
        counters[index] = atomic_load_explicit(&tracer->counters[index], memory_order_relaxed);
    *released = atomic_load_explicit(&tracer->released, memory_order_relaxed);
}

static struct traced **bucket(sonde_tracer *tracer, pid_t thread) {
    return &tracer->buckets[(uint32_t)thread % TRACER_BUCKETS];
}

struct traced *tracer_find(sonde_tracer *tracer, pid_t thread) {
    struct traced *traced = *bucket(tracer, thread);
    while (traced && traced->thread != thread) traced = traced->next;
    return traced;
}

static void insert(sonde_tracer *tracer, struct traced *traced) {
    struct traced **first = bucket(tracer, traced->thread);
    traced->next = *first;
    *first = traced;
}

static void take_out(sonde_tracer *tracer, struct traced *traced) {
    struct traced **place = bucket(tracer, traced->thread);
    while (*place && *place != traced) place = &(*place)->next;
    if (*place) *place = traced->next;
}

struct traced *tracer_add(sonde_tracer *tracer, pid_t thread, pid_t process) {
    struct traced *traced = calloc(1, sizeof *traced);
    if (!traced) {
        tracer_count(tracer, SONDE_COUNTER_NOT_FOLLOWED);
        return NULL;
    }
    traced->thread = thread;
    traced->process = process;
    insert(tracer, traced);
    return traced;
}

void tracer_remove(sonde_tracer *tracer, struct traced *traced) {
    take_out(tracer, traced);
    free(traced->payload);
    free(traced);
}

void tracer_rename(sonde_tracer *tracer, struct traced *traced, pid_t thread) {
    take_out(tracer, traced);
    traced->thread = thread;
    insert(tracer, traced);
}
