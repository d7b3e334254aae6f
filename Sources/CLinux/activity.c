#include "activity.h"

#if !__has_include(<bpf/libbpf.h>)
#error "The headers of libbpf are missing (libbpf-dev): run scripts/set-up"
#endif
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#include "generated/activity_object_amd64.h"
#elif defined(__aarch64__)
#include "generated/activity_object_arm64.h"
#else
#error "There is no BPF program for this processor: see scripts/bpf-object"
#endif

#define STRING(x) #x
#define LIBRARY(major) "libbpf.so." STRING(major)

// The functions of the library under their own types, so that the compiler checks the calls.
#define FUNCTIONS(USE)                  \
    USE(libbpf_set_print)               \
    USE(libbpf_num_possible_cpus)       \
    USE(bpf_object__open_mem)           \
    USE(bpf_object__load)               \
    USE(bpf_object__close)              \
    USE(bpf_object__find_map_by_name)   \
    USE(bpf_object__find_map_fd_by_name) \
    USE(bpf_object__next_program)       \
    USE(bpf_object__find_program_by_name) \
    USE(bpf_map__initial_value)         \
    USE(bpf_map__set_max_entries)       \
    USE(bpf_map_update_elem)            \
    USE(bpf_map_delete_elem)            \
    USE(bpf_map_lookup_elem)            \
    USE(bpf_program__attach)            \
    USE(bpf_program__fd)                \
    USE(bpf_program__set_autoload)      \
    USE(bpf_program__autoload)          \
    USE(bpf_link__fd)                   \
    USE(bpf_link__destroy)              \
    USE(bpf_prog_test_run_opts)         \
    USE(bpf_iter_create)                \
    USE(bpf_obj_get_info_by_fd)         \
    USE(ring_buffer__new)               \
    USE(ring_buffer__consume)           \
    USE(ring_buffer__free)

static struct {
    int is_there;
#define FIELD(function) __typeof__(&function) function;
    FUNCTIONS(FIELD)
} library;

static pthread_once_t loaded = PTHREAD_ONCE_INIT;

const char *sonde_activity_library(void) { return LIBRARY(1); }

static void load(void) {
    // Never closed: another recording may begin at any time.
    void *handle = dlopen(sonde_activity_library(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    int is_complete = 1;
#define FIND(function) \
    if (!(library.function = (__typeof__(library.function))dlsym(handle, #function))) is_complete = 0;
    FUNCTIONS(FIND)
    library.is_there = is_complete;
}

// What the library says while it works for this thread; it has no other way to say why something failed.
static _Thread_local struct {
    char *text;
    size_t size;
    size_t length;
} said;

static int hear(enum libbpf_print_level level, const char *format, va_list values) {
    if (level != LIBBPF_WARN || !said.text || said.length + 1 >= said.size) return 0;
    int length = vsnprintf(said.text + said.length, said.size - said.length, format, values);
    if (length > 0) said.length += (size_t)length;
    if (said.length >= said.size) said.length = said.size - 1;
    return 0;
}

#define LARGEST_RECORD (32 << 10)
#define MOST_PROGRAMS 16

struct sonde_activity {
    struct bpf_object *object;
    struct ring_buffer *ring;
    struct bpf_link *links[MOST_PROGRAMS];
    int programs[MOST_PROGRAMS];
    int program_count;
    int roots;
    int counters;
    int processors;
    int names;
    uint8_t *buffer;
    size_t size;
    size_t length;
};

static int take(void *context, void *record, size_t size) {
    sonde_activity *activity = context;
    if (size > activity->size - activity->length) return 0;
    memcpy(activity->buffer + activity->length, record, size);
    activity->length += size;
    // Stopping leaves the next records in the ring.
    return activity->size - activity->length < LARGEST_RECORD ? -ENOBUFS : 0;
}

static int prepare(
    sonde_activity *activity, const struct sonde_activity_settings *settings, uint32_t ring_bytes) {
    activity->object = library.bpf_object__open_mem(activity_object, sizeof activity_object, NULL);
    if (!activity->object) return -1;
    struct bpf_map *ring = library.bpf_object__find_map_by_name(activity->object, "ring");
    struct bpf_map *constants = library.bpf_object__find_map_by_name(activity->object, ".rodata");
    size_t size = 0;
    void *initial = constants ? (void *)library.bpf_map__initial_value(constants, &size) : NULL;
    if (!ring || !initial || size < sizeof *settings) {
        errno = EINVAL;
        return -1;
    }
    memcpy(initial, settings, sizeof *settings);
    static const char *const of_calls[] = {"call_begins", "call_ends"};
    for (size_t index = 0; settings->without_calls && index < sizeof of_calls / sizeof *of_calls; index++) {
        struct bpf_program *program = library.bpf_object__find_program_by_name(activity->object, of_calls[index]);
        if (!program || library.bpf_program__set_autoload(program, false)) return -1;
    }
    return library.bpf_map__set_max_entries(ring, ring_bytes);
}

static int start(sonde_activity *activity, const struct sonde_call_plan *plans) {
    if (library.bpf_object__load(activity->object)) return -1;
    int calls = library.bpf_object__find_map_fd_by_name(activity->object, "calls");
    for (uint32_t number = 0; number < SONDE_ACTIVITY_CALLS; number++)
        if (library.bpf_map_update_elem(calls, &number, &plans[number], BPF_ANY)) return -1;
    activity->roots = library.bpf_object__find_map_fd_by_name(activity->object, "roots");
    activity->counters = library.bpf_object__find_map_fd_by_name(activity->object, "counters");
    activity->processors = library.libbpf_num_possible_cpus();
    activity->ring = library.ring_buffer__new(
        library.bpf_object__find_map_fd_by_name(activity->object, "ring"), take, activity, NULL);
    if (!activity->ring || activity->processors < 1) return -1;
    struct bpf_program *names = library.bpf_object__find_program_by_name(activity->object, "finds_name");
    activity->names = names ? library.bpf_program__fd(names) : -1;
    struct bpf_program *program = NULL;
    while ((program = library.bpf_object__next_program(activity->object, program))) {
        if (activity->program_count == MOST_PROGRAMS) break;
        if (program == names || !library.bpf_program__autoload(program)) continue;
        struct bpf_link *link = library.bpf_program__attach(program);
        if (!link) return -1;
        activity->programs[activity->program_count] = library.bpf_program__fd(program);
        activity->links[activity->program_count++] = link;
    }
    return 0;
}

enum sonde_activity_status sonde_activity_open(
    const struct sonde_activity_settings *settings, const struct sonde_call_plan *plans, uint32_t ring_bytes,
    sonde_activity **result, char *message, size_t message_size) {
    *result = NULL;
    if (message_size) message[0] = 0;
    pthread_once(&loaded, load);
    if (!library.is_there) return SONDE_ACTIVITY_NO_LIBRARY;
    sonde_activity *activity = calloc(1, sizeof *activity);
    if (!activity) return SONDE_ACTIVITY_REFUSED;
    said.text = message;
    said.size = message_size;
    said.length = 0;
    library.libbpf_set_print(hear);
    errno = 0;
    int failed = prepare(activity, settings, ring_bytes) || start(activity, plans);
    int error = errno;
    said.text = NULL;
    if (!failed) {
        *result = activity;
        return SONDE_ACTIVITY_READY;
    }
    sonde_activity_close(activity);
    errno = error;
    return error == EPERM || error == EACCES ? SONDE_ACTIVITY_NOT_PERMITTED : SONDE_ACTIVITY_REFUSED;
}

void sonde_activity_close(sonde_activity *activity) {
    sonde_activity_stop(activity);
    if (activity->ring) library.ring_buffer__free(activity->ring);
    if (activity->object) library.bpf_object__close(activity->object);
    free(activity);
}

int sonde_activity_follow_execution(sonde_activity *activity, pid_t process) {
    uint32_t key = (uint32_t)process, value = 1;
    return library.bpf_map_update_elem(activity->roots, &key, &value, BPF_ANY) ? -1 : 0;
}

// Runs a program for each task: 0, or -1 and errno.
static int run_for_tasks(sonde_activity *activity, const char *name) {
    struct bpf_program *program = library.bpf_object__find_program_by_name(activity->object, name);
    int descriptor = -1;
    for (int index = 0; program && index < activity->program_count; index++)
        if (activity->links[index] && activity->programs[index] == library.bpf_program__fd(program))
            descriptor = library.bpf_iter_create(library.bpf_link__fd(activity->links[index]));
    if (descriptor < 0) return -1;
    // The program runs for each task while somebody reads.
    char nothing[64];
    ssize_t length;
    while ((length = read(descriptor, nothing, sizeof nothing)) > 0 || (length < 0 && errno == EINTR)) {}
    int error = errno;
    close(descriptor);
    errno = error;
    return length < 0 ? -1 : 0;
}

int sonde_activity_adopt(sonde_activity *activity, pid_t process) {
    if (sonde_activity_follow_execution(activity, process)) return -1;
    int status = run_for_tasks(activity, "adopts");
    int error = errno;
    // Its id may be another's some day.
    uint32_t key = (uint32_t)process;
    library.bpf_map_delete_elem(activity->roots, &key);
    errno = error;
    return status;
}

int sonde_activity_close_open(sonde_activity *activity) { return run_for_tasks(activity, "closes"); }

void sonde_activity_stop(sonde_activity *activity) {
    for (int index = 0; index < activity->program_count; index++) {
        library.bpf_link__destroy(activity->links[index]);
        activity->links[index] = NULL;
    }
}

ssize_t sonde_activity_read(sonde_activity *activity, uint8_t *buffer, size_t size) {
    activity->buffer = buffer;
    activity->size = size;
    activity->length = 0;
    int status = library.ring_buffer__consume(activity->ring);
    if (status < 0 && status != -ENOBUFS) {
        errno = -status;
        return -1;
    }
    return (ssize_t)activity->length;
}

int sonde_activity_count(sonde_activity *activity, uint64_t *counters, uint64_t *missed) {
    uint64_t *values = calloc((size_t)activity->processors, sizeof *values);
    if (!values) return -1;
    for (uint32_t counter = 0; counter < SONDE_COUNTER_COUNT; counter++) {
        counters[counter] = 0;
        if (library.bpf_map_lookup_elem(activity->counters, &counter, values)) {
            free(values);
            return -1;
        }
        for (int index = 0; index < activity->processors; index++) counters[counter] += values[index];
    }
    free(values);
    *missed = 0;
    for (int index = 0; index < activity->program_count; index++) {
        struct bpf_prog_info info = {0};
        uint32_t size = sizeof info;
        if (library.bpf_obj_get_info_by_fd(activity->programs[index], &info, &size)) return -1;
        *missed += info.recursion_misses;
    }
    return 0;
}

int sonde_activity_name(sonde_activity *activity, struct sonde_kernel_name *name) {
    struct bpf_test_run_opts options = {.sz = sizeof options, .ctx_in = name, .ctx_size_in = sizeof *name};
    if (library.bpf_prog_test_run_opts(activity->names, &options)) return -1;
    name->text[sizeof name->text - 1] = 0;
    return options.retval ? -1 : 0;
}
