extension CallForms {
    /// One system call a line: its name, and for each argument `label:form`, in the order of `SystemCallTable`.
    ///
    /// Forms: `d` a signed number, `i` one of 32 bits, `u` an unsigned one, `x` hexadecimal, `o` octal, `p` an address,
    /// `fd` a descriptor, `at` the folder's descriptor, `s` a text that was read, `path` the path that the event has,
    /// `name` another such text, `sa` the address of a socket, `pair` two descriptors, `mode` permissions where flags
    /// make a file, `dev` a device, `ms` milliseconds, `sig` a signal, `_` nothing to see; a group of `LinuxFlags`
    /// otherwise. `fcntl`, `clone` and others that begin with `*` depend on other arguments: see `CallDetail`.
    ///
    /// Source: the manual pages of section 2, and the prototypes in the kernel's include/linux/syscalls.h.
    static let text: StaticString = """
        read fd:fd buffer:p count:u
        write fd:fd buffer:p count:u
        open path:path flags:open mode:*openmode
        close fd:fd
        stat path:path buffer:p
        fstat fd:fd buffer:p
        lstat path:path buffer:p
        poll fds:p count:u timeout:ms
        lseek fd:fd offset:d whence:whence
        mmap address:p length:u protection:prot flags:map fd:fd offset:x
        mprotect address:p length:u protection:prot
        pkey_mprotect address:p length:u protection:prot key:i
        munmap address:p length:u
        brk address:p
        rt_sigaction signal:sig new:p old:p size:u
        rt_sigprocmask how:sigmask new:p old:p size:u
        rt_sigpending set:p size:u
        rt_sigsuspend set:p size:u
        rt_sigtimedwait set:p info:p timeout:p size:u
        rt_sigqueueinfo pid:i signal:sig info:p
        rt_tgsigqueueinfo pid:i tid:i signal:sig info:p
        sigaltstack new:p old:p
        ioctl fd:fd request:ioctl argument:x
        pread64 fd:fd buffer:p count:u offset:d
        pwrite64 fd:fd buffer:p count:u offset:d
        readv fd:fd vectors:p count:u
        writev fd:fd vectors:p count:u
        preadv fd:fd vectors:p count:u offset:d offset_high:u
        pwritev fd:fd vectors:p count:u offset:d offset_high:u
        preadv2 fd:fd vectors:p count:u offset:d offset_high:u flags:rwf
        pwritev2 fd:fd vectors:p count:u offset:d offset_high:u flags:rwf
        access path:path mode:access
        faccessat at:at path:path mode:access
        faccessat2 at:at path:path mode:access flags:faccess
        pipe fds:pair
        pipe2 fds:pair flags:pipe
        select count:i read:p write:p except:p timeout:p
        pselect6 count:i read:p write:p except:p timeout:p mask:p
        mremap old:p old_length:u length:u flags:mremap address:p
        msync address:p length:u flags:msync
        mincore address:p length:u vector:p
        madvise address:p length:u advice:advice
        process_madvise fd:fd vectors:p count:u advice:advice flags:x
        mlock address:p length:u
        mlock2 address:p length:u flags:mlock2
        munlock address:p length:u
        mlockall flags:mlockall
        memfd_create name:name flags:memfd
        membarrier command:membarrier flags:x cpu:i
        shmget key:x size:u flags:o
        shmat id:i address:p flags:x
        dup fd:fd
        dup2 fd:fd new:i
        dup3 fd:fd new:i flags:dup
        nanosleep time:p remaining:p
        clock_nanosleep clock:clockid flags:timer time:p remaining:p
        clock_gettime clock:clockid time:p
        clock_settime clock:clockid time:p
        clock_getres clock:clockid time:p
        getitimer which:itimer value:p
        setitimer which:itimer new:p old:p
        alarm seconds:u
        timer_create clock:clockid event:p timer:p
        timer_settime timer:i flags:timer new:p old:p
        timer_delete timer:i
        timerfd_create clock:clockid flags:timerfd
        timerfd_settime fd:fd flags:timerfdset new:p old:p
        timerfd_gettime fd:fd value:p
        sendfile out:fd in:fd offset:p count:u
        splice in:fd in_offset:p out:fd out_offset:p length:u flags:splice
        tee in:fd out:fd length:u flags:splice
        vmsplice fd:fd vectors:p count:u flags:splice
        copy_file_range in:fd in_offset:p out:fd out_offset:p length:u flags:x
        socket family:family type:socktype protocol:*protocol
        socketpair family:family type:socktype protocol:*protocol fds:pair
        connect fd:fd address:sa length:u
        accept fd:fd address:sa length:p
        accept4 fd:fd address:sa length:p flags:accept
        bind fd:fd address:sa length:u
        listen fd:fd backlog:i
        sendto fd:fd buffer:p count:u flags:msg address:sa length:u
        recvfrom fd:fd buffer:p count:u flags:msg address:sa length:p
        sendmsg fd:fd message:p flags:msg
        recvmsg fd:fd message:p flags:msg
        sendmmsg fd:fd messages:p count:u flags:msg
        recvmmsg fd:fd messages:p count:u flags:msg timeout:p
        shutdown fd:fd how:shut
        getsockname fd:fd address:sa length:p
        getpeername fd:fd address:sa length:p
        setsockopt fd:fd level:sockopt option:*option value:p length:u
        getsockopt fd:fd level:sockopt option:*option value:p length:p
        clone flags:*clone stack:p parent_tid:p child_tid:p tls:p
        clone3 arguments:p size:u
        execve path:path arguments:p environment:p
        execveat at:at path:path arguments:p environment:p flags:atflag
        exit status:i
        exit_group status:i
        wait4 pid:i status:p options:wait usage:p
        waitid type:idtype id:i info:p options:wait usage:p
        kill pid:i signal:sig
        tkill tid:i signal:sig
        tgkill pid:i tid:i signal:sig
        pidfd_open pid:i flags:pidfd
        pidfd_send_signal fd:fd signal:sig info:p flags:x
        pidfd_getfd fd:fd target:i flags:x
        setpgid pid:i group:i
        getpgid pid:i
        getsid pid:i
        uname buffer:p
        fcntl fd:fd command:fcntl argument:*fcntl
        flock fd:fd operation:flock
        fsync fd:fd
        fdatasync fd:fd
        sync_file_range fd:fd offset:d length:d flags:x
        syncfs fd:fd
        truncate path:path length:d
        ftruncate fd:fd length:d
        fallocate fd:fd mode:falloc offset:d length:d
        fadvise64 fd:fd offset:d length:d advice:fadvice
        readahead fd:fd offset:d count:u
        getdents fd:fd buffer:p count:u
        getdents64 fd:fd buffer:p count:u
        getcwd buffer:p size:u
        chdir path:path
        fchdir fd:fd
        chroot path:path
        rename path:path new:path
        renameat at:at path:path new_at:at new:path
        renameat2 at:at path:path new_at:at new:path flags:rename
        mkdir path:path mode:o
        mkdirat at:at path:path mode:o
        rmdir path:path
        creat path:path mode:o
        link path:path new:path
        linkat at:at path:path new_at:at new:path flags:atflag
        unlink path:path
        unlinkat at:at path:path flags:unlink
        symlink path:path new:path
        symlinkat path:path new_at:at new:path
        readlink path:path buffer:p size:u
        readlinkat at:at path:path buffer:p size:u
        chmod path:path mode:o
        fchmod fd:fd mode:o
        fchmodat at:at path:path mode:o
        fchmodat2 at:at path:path mode:o flags:atflag
        chown path:path user:i group:i
        lchown path:path user:i group:i
        fchown fd:fd user:i group:i
        fchownat at:at path:path user:i group:i flags:atflag
        umask mode:o
        mknod path:path mode:*mode device:dev
        mknodat at:at path:path mode:*mode device:dev
        utime path:path times:p
        utimes path:path times:p
        futimesat at:at path:path times:p
        utimensat at:at path:path times:p flags:atflag
        openat at:at path:path flags:open mode:*openmode
        openat2 at:at path:path how:p size:u
        newfstatat at:at path:path buffer:p flags:atflag
        statx at:at path:path flags:statx mask:statxmask buffer:p
        statfs path:path buffer:p
        fstatfs fd:fd buffer:p
        name_to_handle_at at:at path:path handle:p mount:p flags:atflag
        setxattr path:path name:name value:p size:u flags:xattr
        lsetxattr path:path name:name value:p size:u flags:xattr
        fsetxattr fd:fd name:name value:p size:u flags:xattr
        getxattr path:path name:name value:p size:u
        lgetxattr path:path name:name value:p size:u
        fgetxattr fd:fd name:name value:p size:u
        listxattr path:path list:p size:u
        llistxattr path:path list:p size:u
        flistxattr fd:fd list:p size:u
        removexattr path:path name:name
        lremovexattr path:path name:name
        fremovexattr fd:fd name:name
        mount source:path target:path type:name flags:mount data:p
        umount2 path:path flags:umount
        pivot_root new:path old:path
        open_tree at:at path:path flags:x
        gettimeofday time:p zone:p
        settimeofday time:p zone:p
        time time:p
        times buffer:p
        getrlimit resource:rlimit limit:p
        setrlimit resource:rlimit limit:p
        prlimit64 pid:i resource:rlimit new:p old:p
        getrusage who:*rusage usage:p
        sysinfo info:p
        setuid user:i
        setgid group:i
        setreuid real:i effective:i
        setregid real:i effective:i
        setresuid real:i effective:i saved:i
        setresgid real:i effective:i saved:i
        getgroups count:i list:p
        setgroups count:i list:p
        capget header:p data:p
        capset header:p data:p
        personality persona:x
        getpriority which:prio who:i
        setpriority which:prio who:i priority:i
        sched_setscheduler pid:i policy:sched parameter:p
        sched_getscheduler pid:i
        sched_setparam pid:i parameter:p
        sched_getparam pid:i parameter:p
        sched_setaffinity pid:i size:u mask:p
        sched_getaffinity pid:i size:u mask:p
        prctl option:prctl second:x third:x fourth:x fifth:x
        arch_prctl option:archprctl address:x
        set_tid_address address:p
        set_robust_list head:p length:u
        get_robust_list pid:i head:p length:p
        rseq area:p length:u flags:x signature:x
        futex address:p operation:futex value:u timeout:*futex second:*futex2 third:*futex3
        futex_wake address:p mask:x count:i flags:x
        futex_wait address:p value:u mask:x flags:x timeout:p clock:clockid
        futex_waitv waiters:p count:u flags:x timeout:p clock:clockid
        epoll_create size:i
        epoll_create1 flags:epoll
        epoll_ctl epoll:fd operation:epollop fd:fd event:p
        epoll_wait epoll:fd events:p count:i timeout:ms
        epoll_pwait epoll:fd events:p count:i timeout:ms mask:p size:u
        epoll_pwait2 epoll:fd events:p count:i timeout:p mask:p size:u
        ppoll fds:p count:u timeout:p mask:p size:u
        eventfd value:u
        eventfd2 value:u flags:eventfd
        signalfd4 fd:fd mask:p size:u flags:signalfd
        inotify_init1 flags:inotify
        inotify_add_watch fd:fd path:path mask:inotifymask
        inotify_rm_watch fd:fd watch:i
        getrandom buffer:p count:u flags:random
        close_range first:u last:u flags:closerange
        unshare flags:clone
        setns fd:fd flags:clone
        seccomp operation:seccomp flags:seccompflag arguments:p
        bpf command:bpf attributes:p size:u
        perf_event_open attributes:p pid:i cpu:i group:fd flags:x
        io_uring_setup entries:u parameters:p
        io_uring_enter fd:fd submit:u complete:u flags:x signals:p size:u
        io_uring_register fd:fd operation:u argument:p count:u
        getcpu cpu:p node:p cache:p
        ptrace request:x pid:i address:x data:x
        process_vm_readv pid:i local:p local_count:u remote:p remote_count:u flags:x
        process_vm_writev pid:i local:p local_count:u remote:p remote_count:u flags:x
        kcmp first:i second:i type:i index:u other:u
        """
}
