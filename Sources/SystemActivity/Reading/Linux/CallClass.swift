/// The class of each Linux system call.
enum CallClass {
    private static let process: Set<String> = [
        "fork", "vfork", "clone", "clone3", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "kill",
        "tkill",
        "tgkill", "pidfd_open", "pidfd_send_signal", "setpgid", "setsid", "ptrace", "process_vm_readv",
        "process_vm_writev", "prctl", "unshare", "setns", "set_tid_address",
    ]
    private static let network: Set<String> = [
        "socket", "connect", "accept", "accept4", "bind", "listen", "sendto", "recvfrom", "sendmsg", "recvmsg",
        "sendmmsg", "recvmmsg", "shutdown", "getsockname", "getpeername", "setsockopt", "getsockopt",
    ]
    private static let interprocess: Set<String> = [
        "pipe", "pipe2", "socketpair", "futex", "futex_wait", "futex_wake", "futex_waitv", "futex_requeue", "eventfd",
        "eventfd2", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "poll",
        "ppoll", "select", "pselect6", "shmget", "shmat", "shmdt", "shmctl", "msgget", "msgsnd", "msgrcv", "semget",
        "semop", "semtimedop", "mq_open", "mq_timedsend", "mq_timedreceive", "signalfd4",
    ]
    private static let memory: Set<String> = [
        "mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "mlock", "munlock", "mincore", "msync", "mbind",
        "set_mempolicy", "get_mempolicy", "membarrier", "memfd_create", "userfaultfd", "pkey_mprotect",
    ]
    private static let other: Set<String> = [
        "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack",
        "nanosleep",
        "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "getpid", "gettid", "getppid",
        "getuid", "geteuid", "getgid", "getegid", "sched_yield", "sched_getaffinity", "sched_setaffinity", "getrlimit",
        "setrlimit", "prlimit64", "getrusage", "uname", "sysinfo", "arch_prctl", "getrandom", "rseq", "set_robust_list",
        "get_robust_list", "timer_create", "timer_settime", "timer_delete", "setitimer", "getitimer", "alarm", "pause",
        "capget", "capset", "seccomp", "bpf", "perf_event_open", "getcpu", "restart_syscall", "getgroups", "getpgrp",
        "getpgid", "getsid", "timerfd_create", "timerfd_settime",
    ]

    /// - Parameters:
    ///   - isAboutFile: whether the call takes a path or a descriptor.
    static func of(_ name: String, isAboutFile: Bool) -> ActivityClass {
        if process.contains(name) { return .process }
        if network.contains(name) { return .network }
        if interprocess.contains(name) { return .interprocess }
        if memory.contains(name) { return .memory }
        if other.contains(name) { return .other }
        return isAboutFile ? .file : .other
    }
}
