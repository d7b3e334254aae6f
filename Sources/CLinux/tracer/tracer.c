#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>

#include "parts.h"

#define OPTIONS                                                                                          \
    (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)
#define CALL_STOP (SIGTRAP | 0x80)
#define WAKE_SIGNAL (SIGRTMIN + 4)

// The kernel gives threads in no fair order: now and then all that stand still get their turn.
#define FAIR_TURN 256
#define MOST_IN_TURN 1024

// How long a thread may wait for its maker's word, in nanoseconds; and when it is asked whether there is a maker.
#define LONGEST_BIRTH 1000000000ull
#define LATE_BIRTH 10000000ull

// A stop is only looked at, and not consumed, before its thread runs on: should sonde die now, the kernel delivers the
// signal that the thread stopped for. waitid shows the stop no more once the thread runs.
#define LOOK (WEXITED | WSTOPPED | WNOWAIT | __WALL | __WNOTHREAD)

static void run_on(const struct traced *traced, int signal) {
    // A thread that was killed meanwhile is no error.
    ptrace(PTRACE_SYSCALL, traced->thread, 0L, (long)signal);
}

// After a stop that is not for a call or a signal to deliver.
static void stay_or_run_on(const struct traced *traced, int signal) {
    // All threads of the process stand still by a signal, and stay so until SIGCONT.
    int is_staying = signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    if (!is_staying || ptrace(PTRACE_LISTEN, traced->thread, 0L, 0L)) run_on(traced, 0);
}

static void bear(sonde_tracer *tracer, struct traced *traced) {
    traced->is_unborn = 0;
    tracer->unborn--;
    stay_or_run_on(traced, traced->stop_signal);
}

// Whether nobody will say that a thread was made: a thread of its maker's process has just ended, or nobody who is
// traced made it.
static int is_orphan(sonde_tracer *tracer, const struct traced *traced, pid_t ended, uint64_t now) {
    pid_t process;
    uint64_t age = now - traced->begin;
    if (age >= LONGEST_BIRTH) return 1;
    if (!ended && age < LATE_BIRTH) return 0;
    pid_t maker = tracer_maker(traced->thread, &process);
    return (ended && maker == ended) || (age >= LATE_BIRTH && !tracer_find(tracer, maker));
}

// Lets those run on whose makers were killed before they could say that they made them.
static void bear_orphans(sonde_tracer *tracer, pid_t ended, uint64_t now) {
    for (int index = 0; tracer->unborn && index < TRACER_BUCKETS; index++) {
        for (struct traced *traced = tracer->buckets[index]; traced; traced = traced->next) {
            if (!traced->is_unborn || !is_orphan(tracer, traced, ended, now)) continue;
            tracer_found(tracer, traced);
            bear(tracer, traced);
        }
    }
}

static void call_stop(sonde_tracer *tracer, struct traced *traced, uint64_t now) {
    struct tracer_registers registers;
    if (tracer_registers(traced->thread, &registers)) {
        run_on(traced, 0);
        return;
    }
    if (traced->is_in_call) {
        tracer_leave(tracer, traced, &registers, now);
    } else {
#if defined(__x86_64__)
        // The end of a call whose begin was before the tracing.
        if (registers.result != -ENOSYS) {
            run_on(traced, 0);
            return;
        }
#endif
        if (tracer_enter(tracer, traced, &registers)) {
            ptrace(PTRACE_DETACH, traced->thread, 0L, 0L);
            if (traced->process == tracer->root) atomic_store(&tracer->root_state, SONDE_TRACER_RELEASED);
            atomic_fetch_add_explicit(&tracer->released, 1, memory_order_relaxed);
            tracer_remove(tracer, traced);
            return;
        }
    }
    run_on(traced, 0);
}

static void event_stop(sonde_tracer *tracer, struct traced *traced, int event, int signal) {
    unsigned long message = 0;
    switch (event) {
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        if (!ptrace(PTRACE_GETEVENTMSG, traced->thread, 0L, &message)) {
            struct traced *child = tracer_fork(tracer, traced, (pid_t)message);
            if (child) bear(tracer, child);
        }
        break;
    case PTRACE_EVENT_EXEC:
        if (ptrace(PTRACE_GETEVENTMSG, traced->thread, 0L, &message)) break;
        traced = tracer_execute(tracer, traced->thread, (pid_t)message);
        break;
    case PTRACE_EVENT_STOP: stay_or_run_on(traced, signal); return;
    default: break;
    }
    if (traced) run_on(traced, 0);
}

// A thread that is not known. Mostly it was just made, and its maker is about to say so.
static struct traced *meet(sonde_tracer *tracer, pid_t thread, int status, uint64_t now) {
    struct traced *traced = tracer_add(tracer, thread, thread);
    if (!traced) {
        // There is no memory for it, and it must not stand still for that.
        ptrace(PTRACE_DETACH, thread, 0L, (long)(status >> 8 || status == CALL_STOP ? 0 : status));
    } else if (status >> 8 == PTRACE_EVENT_STOP) {
        // Consumed, or it would be seen again at once.
        siginfo_t ignored;
        waitid(P_PID, (id_t)thread, &ignored, WSTOPPED | WNOHANG | __WALL | __WNOTHREAD);
        traced->is_unborn = 1;
        traced->begin = now;
        traced->stop_signal = (uint8_t)status;
        tracer->unborn++;
        return NULL;
    } else if (status >> 8 != PTRACE_EVENT_EXEC && tracer_found(tracer, traced)) {
        // It was killed since its stop was seen.
        run_on(traced, status >> 8 || status == CALL_STOP ? 0 : status);
        tracer_remove(tracer, traced);
        return NULL;
    }
    return traced;
}

static void stopped(sonde_tracer *tracer, pid_t thread, int status, uint64_t now) {
    struct traced *traced = tracer_find(tracer, thread);
    if (!traced) traced = meet(tracer, thread, status, now);
    if (!traced) return;
    if (status == CALL_STOP) {
        call_stop(tracer, traced, now);
    } else if (status >> 8) {
        event_stop(tracer, traced, status >> 8, status & 0xff);
    } else {
        run_on(traced, status);
    }
}

static void ended(sonde_tracer *tracer, const siginfo_t *info, uint64_t now) {
    siginfo_t ignored;
    int status = info->si_code == CLD_EXITED ? (info->si_status & 0xff) << 8
                 : info->si_code == CLD_DUMPED ? info->si_status | 0x80 : info->si_status;
    struct traced *traced = tracer_find(tracer, info->si_pid);
    if (traced && traced->is_unborn) {
        // Asked while /proc still tells of it.
        tracer_found(tracer, traced);
        traced->is_unborn = 0;
        tracer->unborn--;
        tracer->early_ends[tracer->early_end_count++ % TRACER_EARLY_ENDS] = traced->thread;
    }
    waitid(P_PID, (id_t)info->si_pid, &ignored, WEXITED | WNOHANG | __WALL);
    pid_t process = traced ? traced->process : 0;
    if (traced) {
        tracer_exit(tracer, traced, status, now);
        tracer_remove(tracer, traced);
    }
    bear_orphans(tracer, process, now);
    if (info->si_pid != tracer->root) return;
    tracer->root_status = status;
    atomic_store(&tracer->root_state, SONDE_TRACER_ENDED);
}

static int has_ended(const siginfo_t *info) {
    return info->si_code == CLD_EXITED || info->si_code == CLD_KILLED || info->si_code == CLD_DUMPED;
}

static void handle(sonde_tracer *tracer, const siginfo_t *info) {
    uint64_t now = tracer_now();
    if (has_ended(info)) {
        ended(tracer, info, now);
    } else {
        stopped(tracer, info->si_pid, info->si_status, now);
    }
}

// Whether a thread still stands where it stood when the stop was consumed: meanwhile it may have been killed, and
// another one that executes a program may have its id.
static int is_standing(const siginfo_t *stop) {
    siginfo_t now;
    if (ptrace(PTRACE_GETSIGINFO, stop->si_pid, 0L, &now)) return 0;
    int event = stop->si_status >> 8;
    return event ? now.si_code >> 8 == event : now.si_code == CALL_STOP;
}

// Gives their turn to all threads that stand still for a call or an event, in the order of the kernel's list.
static void take_turns(sonde_tracer *tracer) {
    siginfo_t waiting[MOST_IN_TURN], info;
    int count = 0;
    bear_orphans(tracer, 0, tracer_now());
    for (int looks = 0; looks < MOST_IN_TURN; looks++) {
        info.si_pid = 0;
        if (waitid(P_ALL, 0, &info, LOOK | WNOHANG) || !info.si_pid) break;
        if (has_ended(&info) || (info.si_status >> 8 == 0 && info.si_status != CALL_STOP)) {
            handle(tracer, &info);
        } else if (!waitid(P_PID, (id_t)info.si_pid, &info, WSTOPPED | WNOHANG | __WALL | __WNOTHREAD) && info.si_pid) {
            waiting[count++] = info;
        }
    }
    for (int index = 0; index < count; index++)
        if (is_standing(&waiting[index])) handle(tracer, &waiting[index]);
}

static int seize(pid_t thread) {
    if (ptrace(PTRACE_SEIZE, thread, 0L, (long)OPTIONS)) return -1;
    ptrace(PTRACE_INTERRUPT, thread, 0L, 0L);
    return 0;
}

// Seizes the threads of a process until there are no new ones. Returns how many, or -1 and errno when there are none.
static int seize_threads(sonde_tracer *tracer, pid_t process) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    int seized = 0, error = ESRCH;
    for (int is_new = 1; is_new;) {
        is_new = 0;
        DIR *folder = opendir(path);
        if (!folder) break;
        for (struct dirent *entry; (entry = readdir(folder));) {
            pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
            if (thread <= 0 || tracer_find(tracer, thread)) continue;
            if (seize(thread)) {
                // Those that a seized thread made since are traced already, and say so by themselves.
                error = errno;
            } else if (tracer_add(tracer, thread, process)) {
                seized++;
                is_new = 1;
            }
        }
        closedir(folder);
    }
    errno = error;
    return seized ? seized : -1;
}

// Seizes a process and those that it and they started; what they start from then on is traced by itself. Processes
// that may not be traced are left out, but for the first one.
static int seize_tree(sonde_tracer *tracer, pid_t process) {
    if (seize_threads(tracer, process) < 0) return -1;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        char list[128];
        snprintf(list, sizeof list, "/proc/%d/task/%.16s/children", (int)process, entry->d_name);
        FILE *children = fopen(list, "re");
        for (int child; children && fscanf(children, "%d", &child) == 1;)
            if (!tracer_find(tracer, child)) seize_tree(tracer, child);
        if (children) fclose(children);
    }
    if (folder) closedir(folder);
    return 0;
}

static int begin(sonde_tracer *tracer) {
    if (tracer->is_adopting) return seize_tree(tracer, tracer->root);
    struct traced *root = tracer_add(tracer, tracer->root, tracer->root);
    if (!root) {
        errno = ENOMEM;
        return -1;
    }
    root->is_silent = 1;
    return seize(tracer->root);
}

static void pause_shortly(void) {
    struct timespec time = {.tv_nsec = 1000000};
    nanosleep(&time, NULL);
}

// Waits for a stop or an end: 0, or -1 and errno.
static int wait_for_news(sonde_tracer *tracer, siginfo_t *info) {
    while (tracer->unborn) {
        // Whoever stands still must not do so for ever.
        info->si_pid = 0;
        if (waitid(P_ALL, 0, info, LOOK | WNOHANG)) return -1;
        if (info->si_pid) return 0;
        if (atomic_load(&tracer->is_stopping)) {
            errno = EINTR;
            return -1;
        }
        bear_orphans(tracer, 0, tracer_now());
        pause_shortly();
    }
    return waitid(P_ALL, 0, info, LOOK);
}

static void *work(void *context) {
    sonde_tracer *tracer = context;
    tracer->start_error = begin(tracer) ? errno : 0;
    atomic_store(&tracer->is_started, 1);
    for (uint32_t handled = 1; !tracer->start_error && !atomic_load(&tracer->is_stopping); handled++) {
        siginfo_t info;
        if (wait_for_news(tracer, &info)) {
            if (errno == EINTR) continue;
            // Nobody is left.
            break;
        }
        handle(tracer, &info);
        if (handled % FAIR_TURN == 0) take_turns(tracer);
    }
    atomic_store(&tracer->is_over, 1);
    // When this thread ends, the kernel lets all run on that it traces.
    return NULL;
}

static int start(sonde_tracer *tracer, pid_t process, int is_adopting) {
    tracer->root = process;
    tracer->is_adopting = is_adopting;
    // Signals are for other threads, except for the one that wakes this one. SIGCHLD comes with each stop: as long as
    // it is not blocked here, the kernel drops it at once.
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, WAKE_SIGNAL);
    sigdelset(&all, SIGCHLD);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&tracer->worker, NULL, work, tracer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!error) {
        tracer->has_worker = 1;
        while (!atomic_load(&tracer->is_started)) pause_shortly();
        error = tracer->start_error;
    }
    errno = error;
    return error ? -1 : 0;
}

int sonde_tracer_follow_execution(sonde_tracer *tracer, pid_t process) { return start(tracer, process, 0); }

int sonde_tracer_adopt(sonde_tracer *tracer, pid_t process) { return start(tracer, process, 1); }

enum sonde_tracer_state sonde_tracer_ending(sonde_tracer *tracer, int *status) {
    enum sonde_tracer_state state = (enum sonde_tracer_state)atomic_load(&tracer->root_state);
    *status = tracer->root_status;
    return state;
}

static void wake(int signal) { (void)signal; }

static int may_trace_all(void) {
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {{0}};
    if (syscall(SYS_capget, &head, sets)) return 0;
    return (sets[0].effective & 1u << CAP_SYS_PTRACE) != 0;
}

int sonde_tracer_open(
    const struct sonde_activity_settings *settings, const struct sonde_call_plan *plans, size_t buffer_bytes,
    sonde_tracer **result) {
    *result = NULL;
    sonde_tracer *tracer = calloc(1, sizeof *tracer);
    if (!tracer) return -1;
    tracer->settings = *settings;
    memcpy(tracer->plans, plans, sizeof tracer->plans);
    tracer->is_privileged = may_trace_all();
    tracer->buffer_size = buffer_bytes;
    // Pages of these are only taken when records come to lie in them.
    tracer->filling.bytes = malloc(buffer_bytes);
    tracer->emptying.bytes = malloc(buffer_bytes);
    pthread_mutex_init(&tracer->lock, NULL);
    if (!tracer->filling.bytes || !tracer->emptying.bytes) {
        sonde_tracer_close(tracer);
        errno = ENOMEM;
        return -1;
    }
    struct sigaction action = {.sa_handler = wake};
    sigaction(WAKE_SIGNAL, &action, NULL);
    *result = tracer;
    return 0;
}

void sonde_tracer_end(sonde_tracer *tracer) {
    if (!tracer->has_worker) return;
    tracer->has_worker = 0;
    atomic_store(&tracer->is_stopping, 1);
    // It may be just about to wait when the signal comes.
    while (!atomic_load(&tracer->is_over)) {
        pthread_kill(tracer->worker, WAKE_SIGNAL);
        pause_shortly();
    }
    pthread_join(tracer->worker, NULL);
    uint64_t now = tracer_now();
    for (int index = 0; index < TRACER_BUCKETS; index++)
        for (struct traced *traced = tracer->buckets[index]; traced; traced = traced->next)
            tracer_break_off(tracer, traced, now);
}

void sonde_tracer_close(sonde_tracer *tracer) {
    sonde_tracer_end(tracer);
    for (int index = 0; index < TRACER_BUCKETS; index++)
        while (tracer->buckets[index]) tracer_remove(tracer, tracer->buckets[index]);
    pthread_mutex_destroy(&tracer->lock);
    free(tracer->filling.bytes);
    free(tracer->emptying.bytes);
    free(tracer);
}
