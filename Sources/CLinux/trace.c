#define _GNU_SOURCE
#include "trace.h"

#include <elf.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

int sonde_trace_seize(pid_t thread) {
    return (int)ptrace(PTRACE_SEIZE, thread, 0L, 0L);
}

int sonde_trace_interrupt(pid_t thread) {
    return (int)ptrace(PTRACE_INTERRUPT, thread, 0L, 0L);
}

int sonde_trace_detach(pid_t thread, int signal) {
    return (int)ptrace(PTRACE_DETACH, thread, 0L, (long)signal);
}

int sonde_trace_look(pid_t thread, int *signal) {
    siginfo_t info;
    info.si_pid = 0;
    if (waitid(P_PID, (id_t)thread, &info, WSTOPPED | WEXITED | WNOWAIT | WNOHANG | __WALL | __WNOTHREAD) != 0)
        return -1;
    if (info.si_pid == 0) return SONDE_TRACE_RUNNING;
    if (info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED) return SONDE_TRACE_ENDED;
    // Above the low byte stands the ptrace event; only a stop without one holds a signal back.
    *signal = info.si_status >> 8 == 0 ? info.si_status & 0x7f : 0;
    return SONDE_TRACE_STOPPED;
}

int sonde_trace_registers(pid_t thread, struct sonde_registers *registers) {
    memset(registers, 0, sizeof *registers);
    struct user_regs_struct raw;
    struct iovec place = {.iov_base = &raw, .iov_len = sizeof raw};
    if (ptrace(PTRACE_GETREGSET, thread, (long)NT_PRSTATUS, &place) != 0) return -1;
#if defined(__x86_64__)
    registers->program_counter = raw.rip;
    registers->stack_pointer = raw.rsp;
    registers->frame_pointer = raw.rbp;
    registers->goroutine_register = raw.r14;
    registers->system_call = (int64_t)raw.orig_rax < 0 ? -1 : (int64_t)raw.orig_rax;
    uint64_t arguments[6] = {raw.rdi, raw.rsi, raw.rdx, raw.r10, raw.r8, raw.r9};
    memcpy(registers->arguments, arguments, sizeof arguments);
#elif defined(__aarch64__)
    registers->program_counter = raw.pc;
    registers->stack_pointer = raw.sp;
    registers->frame_pointer = raw.regs[29];
    registers->link_register = raw.regs[30];
    registers->goroutine_register = raw.regs[28];
    // The first argument has made room for the result.
    registers->system_call = -2;
#else
#error "sonde runs on amd64 and arm64"
#endif
    return 0;
}

int sonde_watchdog_start(int64_t nanoseconds, timer_t *timer) {
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    if (timer_create(CLOCK_MONOTONIC, &event, timer) != 0) return -1;
    struct itimerspec when = {
        .it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
    return timer_settime(*timer, 0, &when, NULL);
}

void sonde_watchdog_stop(timer_t timer) {
    timer_delete(timer);
}
