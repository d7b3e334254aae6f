#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "parts.h"

#define ARGUMENTS_PART 4032
#define ARGUMENTS_PARTS 64

// Numbers in the table of 32-bit programs.
#define COMPAT_EXECVE 11
#if defined(__x86_64__)
#define COMPAT_EXECVEAT 358
#else
#define COMPAT_EXECVEAT 387
#endif

static int open_fact(pid_t thread, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)thread, name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

// Reads until the buffer is full or the file ends.
static size_t read_all(int file, void *buffer, size_t size) {
    size_t length = 0;
    while (length < size) {
        ssize_t more = read(file, (uint8_t *)buffer + length, size - length);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) break;
        length += (size_t)more;
    }
    return length;
}

// The number behind a name such as "\nTgid:"; 0 when it is not there.
static pid_t status_number(const char *text, const char *name) {
    const char *place = strstr(text, name);
    return place ? (pid_t)strtol(place + strlen(name), NULL, 10) : 0;
}

// The process of a thread and that one's parent: 0, or -1.
static int look_up(pid_t thread, pid_t *process, pid_t *parent) {
    char text[1024];
    int file = open_fact(thread, "status");
    if (file < 0) return -1;
    size_t length = read_all(file, text, sizeof text - 1);
    close(file);
    text[length] = 0;
    *process = status_number(text, "\nTgid:");
    *parent = status_number(text, "\nPPid:");
    return *process ? 0 : -1;
}

static void send_fork(sonde_tracer *tracer, const struct traced *maker, pid_t thread, pid_t process) {
    struct sonde_fork record;
    tracer_head(&record.head, SONDE_RECORD_FORK, maker, tracer_now());
    record.child_thread = (uint32_t)thread;
    record.child_process = (uint32_t)process;
    tracer_send_process_record(tracer, &record, sizeof record);
}

// Whether the call that a thread is in makes a thread, not a process; -1 when that is not known.
static int makes_thread(const struct traced *traced) {
    if (!traced->is_in_call || traced->flags & SONDE_CALL_COMPAT) return -1;
    if (traced->number == SYS_clone) return (traced->arguments[0] & CLONE_THREAD) != 0;
#ifdef SYS_clone3
    if (traced->number == SYS_clone3) {
        uint64_t flags;
        struct iovec local = {&flags, sizeof flags}, remote = {(void *)traced->arguments[0], sizeof flags};
        if (tracer_memory(traced->thread, &local, &remote, 1) != sizeof flags) return -1;
        return (flags & CLONE_THREAD) != 0;
    }
#endif
    // fork and vfork
    return 0;
}

// Whether a thread ended, with its records made, before this word of its maker.
static int has_ended_early(sonde_tracer *tracer, pid_t thread) {
    for (unsigned index = 0; index < TRACER_EARLY_ENDS; index++) {
        if (tracer->early_ends[index] != thread) continue;
        tracer->early_ends[index] = 0;
        return 1;
    }
    return 0;
}

struct traced *tracer_fork(sonde_tracer *tracer, struct traced *traced, pid_t child) {
    struct traced *made = tracer_find(tracer, child);
    if (!made && has_ended_early(tracer, child)) return NULL;
    if (made && made->is_foundling) {
        made->is_foundling = 0;
        return NULL;
    }
    int is_thread = makes_thread(traced), is_waiting = made && made->is_unborn;
    pid_t process = is_thread == 1 ? traced->process : child, parent;
    if (is_thread < 0) look_up(child, &process, &parent);
    if (made && !is_waiting) {
        // Another thread that had the same id.
        tracer_remove(tracer, made);
        made = NULL;
    }
    if (!made) made = tracer_add(tracer, child, process);
    if (made) {
        made->process = process;
        made->is_silent = traced->is_silent;
    }
    if (!traced->is_silent) send_fork(tracer, traced, child, process);
    return is_waiting ? made : NULL;
}

pid_t tracer_maker(pid_t thread, pid_t *process) {
    pid_t parent = 0;
    *process = thread;
    if (look_up(thread, process, &parent)) return 0;
    return *process == thread ? parent : *process;
}

int tracer_found(sonde_tracer *tracer, struct traced *traced) {
    // It stands still, so that /proc tells all of it.
    pid_t maker = tracer_maker(traced->thread, &traced->process);
    struct traced someone = {.thread = maker, .process = maker};
    struct traced *known = tracer_find(tracer, maker);
    if (known) traced->is_silent = known->is_silent;
    traced->is_foundling = 1;
    if (!maker) return -1;
    if (!traced->is_silent) send_fork(tracer, &someone, traced->thread, traced->process);
    return 0;
}

// Finds values of the auxiliary vector; returns the address of the path.
static uint64_t read_auxiliary(pid_t process, struct sonde_exec *record) {
    uint64_t pairs[64][2], path = 0;
    int file = open_fact(process, "auxv");
    if (file < 0) return 0;
    size_t count = read_all(file, pairs, sizeof pairs) / sizeof pairs[0];
    close(file);
    for (size_t index = 0; index < count && pairs[index][0] != AT_NULL; index++) {
        uint64_t value = pairs[index][1];
        if (pairs[index][0] == AT_PHDR) record->headers = value;
        if (pairs[index][0] == AT_BASE) record->interpreter = value;
        if (pairs[index][0] == AT_ENTRY) record->entry = value;
        if (pairs[index][0] == AT_EXECFN) path = value;
    }
    return path;
}

// The path that was executed, as its caller gave it. Returns its length.
static size_t read_path(pid_t process, uint64_t address, char *path, size_t size) {
    if (address) {
        // It stands near the upper end of the stack, behind which nothing can be read.
        size_t first = 4096 - address % 4096;
        if (first > size) first = size;
        struct iovec local[2] = {{path, first}, {path + first, size - first}};
        struct iovec remote[2] = {{(void *)address, first}, {(void *)(address + first), size - first}};
        size_t length = strnlen(path, tracer_memory(process, local, remote, 2));
        if (length) return length;
    }
    // What cannot be read (a program without read permission) still has a name.
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/exe", (int)process);
    ssize_t length = readlink(link, path, size);
    return length > 0 ? (size_t)length : 0;
}

static void send_arguments(sonde_tracer *tracer, const struct traced *traced, const char *name, uint8_t flags) {
    struct {
        struct sonde_arguments head;
        uint8_t bytes[ARGUMENTS_PART];
    } record;
    int file = open_fact(traced->process, name);
    if (file < 0) return;
    for (int part = 0, is_last = 0; !is_last; part++) {
        size_t size = read_all(file, record.bytes, sizeof record.bytes);
        tracer_head(&record.head.head, SONDE_RECORD_ARGUMENTS, traced, 0);
        is_last = size < sizeof record.bytes || part + 1 == ARGUMENTS_PARTS;
        record.head.head.extra = (uint32_t)size;
        record.head.head.flags = flags | (is_last ? SONDE_ARGUMENTS_LAST : 0);
        char byte;
        if (is_last && size == sizeof record.bytes && read(file, &byte, 1) == 1)
            record.head.head.flags |= SONDE_ARGUMENTS_CUT;
        size_t padded = (size + 7) & ~(size_t)7;
        memset(record.bytes + size, 0, padded - size);
        tracer_send_process_record(tracer, &record, sizeof record.head + padded);
    }
    close(file);
}

struct traced *tracer_execute(sonde_tracer *tracer, pid_t process, pid_t old_thread) {
    uint64_t now = tracer_now();
    struct traced *traced = tracer_find(tracer, old_thread);
    if (old_thread != process) {
        // The first thread is gone without a word, and this one takes its id.
        struct traced *first = tracer_find(tracer, process);
        if (first && traced) {
            tracer_break_off(tracer, first, now);
            tracer_remove(tracer, first);
        }
        if (!traced) traced = first;
        if (traced) tracer_rename(tracer, traced, process);
    }
    if (!traced) traced = tracer_add(tracer, process, process);
    if (!traced) return NULL;
    traced->process = process;
    traced->is_silent = 0;
    struct {
        struct sonde_exec head;
        char path[4096];
    } record;
    memset(&record.head, 0, sizeof record.head);
    tracer_head(&record.head.head, SONDE_RECORD_EXEC, traced, now);
    record.head.old_thread = (uint32_t)old_thread;
    size_t length = read_path(process, read_auxiliary(process, &record.head), record.path, sizeof record.path);
    record.head.head.extra = (uint32_t)length;
    size_t padded = (length + 7) & ~(size_t)7;
    memset(record.path + length, 0, padded - length);
    tracer_send_process_record(tracer, &record, sizeof record.head + padded);
    send_arguments(tracer, traced, "cmdline", 0);
    if (tracer->settings.with_environment) send_arguments(tracer, traced, "environ", SONDE_ARGUMENTS_ENVIRONMENT);
    return traced;
}

void tracer_exit(sonde_tracer *tracer, struct traced *traced, int status, uint64_t now) {
    if (traced->is_silent) return;
    tracer_break_off(tracer, traced, now);
    struct sonde_exit record;
    tracer_head(&record.head, SONDE_RECORD_EXIT, traced, now);
    record.head.extra = (uint32_t)status;
    // The kernel reports the first thread when all others have been.
    record.head.flags = traced->thread == traced->process ? SONDE_EXIT_PROCESS : 0;
    tracer_send_process_record(tracer, &record, sizeof record);
}

int tracer_is_execution_at(const struct traced *traced) {
    return traced->number == (traced->flags & SONDE_CALL_COMPAT ? COMPAT_EXECVEAT : SYS_execveat);
}

int tracer_is_execution(const struct traced *traced) {
    if (tracer_is_execution_at(traced)) return 1;
    return traced->number == (traced->flags & SONDE_CALL_COMPAT ? COMPAT_EXECVE : SYS_execve);
}

int tracer_raises_privileges(const struct traced *traced, const char *path) {
    char place[TRACER_LARGEST_TEXT + 64];
    pid_t thread = traced->thread;
    if (tracer_is_execution_at(traced) && path[0] != '/' && (int)traced->arguments[0] != AT_FDCWD) {
        const char *separator = path[0] ? "/" : "";
        snprintf(place, sizeof place, "/proc/%d/fd/%d%s%s", (int)thread, (int)traced->arguments[0], separator, path);
    } else if (path[0] == '/') {
        snprintf(place, sizeof place, "/proc/%d/root%s", (int)thread, path);
    } else {
        snprintf(place, sizeof place, "/proc/%d/cwd/%s", (int)thread, path);
    }
    struct stat facts;
    if (stat(place, &facts) || !S_ISREG(facts.st_mode)) return 0;
    if (facts.st_mode & S_ISUID) return 1;
    if ((facts.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP)) return 1;
    return getxattr(place, "security.capability", NULL, 0) > 0;
}
