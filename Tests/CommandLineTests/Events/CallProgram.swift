/// A program that makes many system calls whose arguments are known: flags of all families, by raw numbers of calls, so
/// that no library changes them. Most do something, some fail on purpose.
enum CallProgram {
    static let source = #"""
        #define _GNU_SOURCE
        #include <sys/syscall.h>
        #include <unistd.h>
        #include <fcntl.h>
        #include <sys/mman.h>
        #include <sys/socket.h>
        #include <sys/epoll.h>
        #include <sys/stat.h>
        #include <sys/wait.h>
        #include <sys/resource.h>
        #include <sys/prctl.h>
        #include <sys/un.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <linux/futex.h>
        #include <linux/fs.h>
        #include <linux/netlink.h>
        #include <sys/eventfd.h>
        #include <sys/timerfd.h>
        #include <sys/signalfd.h>
        #include <sys/inotify.h>
        #include <sys/file.h>
        #include <sys/ioctl.h>
        #include <sys/random.h>
        #include <sys/mount.h>
        #include <sys/xattr.h>
        #include <signal.h>
        #include <sched.h>
        #include <time.h>
        #include <string.h>
        #define S syscall
        int main(void){
         int d,e;char b[64]; static int f; static char big0[256];
         S(SYS_chdir,".");
         S(SYS_umask,022);
         d=S(SYS_openat,AT_FDCWD,"x",O_RDWR|O_CREAT|O_TRUNC|O_CLOEXEC|O_NOFOLLOW,0640);
         S(SYS_openat,AT_FDCWD,".",O_RDWR|O_TMPFILE|O_EXCL,0600);
         S(SYS_openat,AT_FDCWD,"x",O_WRONLY|O_APPEND|O_NONBLOCK|O_SYNC|O_NOATIME|O_DIRECT);
         S(SYS_open,"/tmp",O_RDONLY|O_DIRECTORY|O_PATH);
         S(SYS_open,"nope",O_RDONLY|O_NOCTTY|O_DSYNC|O_LARGEFILE);
         S(SYS_creat,"y",0644);
         S(SYS_write,d,"hello",5); S(SYS_pwrite64,d,"abc",3,10L); S(SYS_pread64,d,b,10,2L);
          S(SYS_read,d,b,0);
         S(SYS_lseek,d,-3L,SEEK_END); S(SYS_lseek,d,0L,SEEK_DATA); S(SYS_lseek,d,0L,SEEK_HOLE);
         S(SYS_access,"x",R_OK|W_OK);S(SYS_access,"x",F_OK);S(SYS_faccessat,AT_FDCWD,"x",X_OK);
         S(SYS_faccessat2,AT_FDCWD,"x",R_OK|X_OK,AT_EACCESS|AT_SYMLINK_NOFOLLOW);
         S(SYS_mkdir,"dd",0711);S(SYS_mkdirat,AT_FDCWD,"de",01777);S(SYS_rmdir,"dd");
         S(SYS_unlinkat,AT_FDCWD,"de",AT_REMOVEDIR);
         S(SYS_link,"x","z");S(SYS_linkat,AT_FDCWD,"x",AT_FDCWD,"z2",AT_SYMLINK_FOLLOW);
         S(SYS_symlink,"x","s");S(SYS_symlinkat,"x",AT_FDCWD,"s2");
         S(SYS_rename,"z","w");S(SYS_renameat,AT_FDCWD,"w",AT_FDCWD,"v");
         S(SYS_renameat2,AT_FDCWD,"v",AT_FDCWD,"z2",RENAME_EXCHANGE);
         S(SYS_renameat2,AT_FDCWD,"v",AT_FDCWD,"u",RENAME_NOREPLACE);
         S(SYS_readlink,"s",b,64);S(SYS_readlinkat,AT_FDCWD,"s2",b,64);
         S(SYS_chmod,"x",04755);S(SYS_fchmod,d,0600);S(SYS_fchmodat,AT_FDCWD,"x",0644);
         S(SYS_chown,"x",0,0);S(SYS_fchown,d,-1,0);S(SYS_lchown,"s",0,-1);
         S(SYS_fchownat,AT_FDCWD,"s",0,0,AT_SYMLINK_NOFOLLOW);
         S(SYS_mknodat,AT_FDCWD,"fifo",S_IFIFO|0600,0);S(SYS_mknod,"nd",S_IFREG|0644,0);
         S(SYS_newfstatat,AT_FDCWD,"x",big0,AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT);
         S(SYS_statx,AT_FDCWD,"x",AT_STATX_DONT_SYNC|AT_SYMLINK_NOFOLLOW,STATX_SIZE|STATX_BTIME,0);
         S(SYS_statx,AT_FDCWD,"x",AT_STATX_SYNC_AS_STAT,STATX_ALL,0);
         S(SYS_truncate,"x",100L);S(SYS_ftruncate,d,50L);
         S(SYS_fallocate,d,FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE,0L,10L);
         S(SYS_fadvise64,d,0L,0L,POSIX_FADV_DONTNEED);
         S(SYS_fsync,d);S(SYS_fdatasync,d);S(SYS_flock,d,LOCK_EX|LOCK_NB);S(SYS_flock,d,LOCK_UN);
         S(SYS_utimensat,AT_FDCWD,"s",0,AT_SYMLINK_NOFOLLOW);
         S(SYS_setxattr,"x","user.a","v",1,XATTR_CREATE);S(SYS_getxattr,"x","user.a",b,10);
         S(SYS_removexattr,"x","user.a");S(SYS_listxattr,"x",b,0);
         S(SYS_dup,d);S(SYS_dup2,d,90);S(SYS_dup3,d,91,O_CLOEXEC);S(SYS_close_range,90,91,0);
         S(SYS_close_range,95,99,4);
         S(SYS_fcntl,d,F_DUPFD_CLOEXEC,100);S(SYS_fcntl,d,F_GETFD);S(SYS_fcntl,d,F_SETFD,FD_CLOEXEC);
         S(SYS_fcntl,d,F_GETFL);S(SYS_fcntl,d,F_SETFL,O_APPEND|O_NONBLOCK);S(SYS_fcntl,d,F_SETFL,0);
         S(SYS_fcntl,d,F_DUPFD,100);
         void*m=(void*)S(SYS_mmap,0,8192L,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE|MAP_POPULATE,-1,0L);
         S(SYS_mmap,0,4096L,PROT_NONE,MAP_SHARED|MAP_ANONYMOUS|MAP_STACK|MAP_GROWSDOWN,-1,0L);
         S(SYS_mmap,0,4096L,PROT_READ|PROT_EXEC,MAP_SHARED,d,4096L);
         S(SYS_mprotect,m,4096,PROT_READ);S(SYS_madvise,m,8192,MADV_DONTNEED);
         S(SYS_madvise,m,8192,MADV_NOHUGEPAGE);S(SYS_madvise,m,8192,25);
         S(SYS_msync,m,8192,MS_SYNC|MS_INVALIDATE);S(SYS_mlock,m,4096);S(SYS_munlock,m,4096);
         S(SYS_mlock2,m,4096,1);
         m=(void*)S(SYS_mremap,m,8192,16384,MREMAP_MAYMOVE,0);S(SYS_munmap,m,16384);
         S(SYS_memfd_create,"mem",MFD_CLOEXEC|MFD_ALLOW_SEALING);S(SYS_membarrier,16,0,0);
         S(SYS_mlockall,MCL_CURRENT|MCL_FUTURE);S(SYS_munlockall);
         int t=S(SYS_socket,AF_INET,SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK,IPPROTO_TCP);
         S(SYS_socket,AF_INET6,SOCK_DGRAM,IPPROTO_UDP);int u=S(SYS_socket,AF_UNIX,SOCK_SEQPACKET,0);
         S(SYS_socket,AF_NETLINK,SOCK_RAW,NETLINK_KOBJECT_UEVENT);
         S(SYS_socket,AF_NETLINK,SOCK_RAW|SOCK_CLOEXEC,NETLINK_ROUTE);
         int one=1,p[2];S(SYS_setsockopt,t,SOL_SOCKET,SO_REUSEADDR,&one,4);
         S(SYS_setsockopt,t,SOL_TCP,TCP_NODELAY,&one,4);S(SYS_setsockopt,t,SOL_TCP,TCP_KEEPIDLE,&one,4);
         S(SYS_setsockopt,t,SOL_SOCKET,SO_KEEPALIVE,&one,4);socklen_t l=4;
         S(SYS_getsockopt,t,SOL_SOCKET,SO_ERROR,&one,&l);
         S(SYS_setsockopt,t,IPPROTO_IPV6,IPV6_V6ONLY,&one,4);
         struct sockaddr_in a={AF_INET,htons(9),{htonl(0x7f000001)}};S(SYS_connect,t,&a,sizeof a);
         S(SYS_bind,t,&a,sizeof a);struct sockaddr_un n={AF_UNIX,"\0abs"};S(SYS_connect,u,&n,7);
         S(SYS_listen,u,16);S(SYS_shutdown,t,SHUT_RDWR);
         S(SYS_socketpair,AF_UNIX,SOCK_STREAM|SOCK_NONBLOCK,0,p);
         S(SYS_sendto,p[0],"abc",3,MSG_DONTWAIT|MSG_NOSIGNAL,0,0);
         S(SYS_recvfrom,p[1],b,9,MSG_PEEK|MSG_TRUNC,0,0);struct msghdr h={0};
         S(SYS_sendmsg,p[0],&h,MSG_NOSIGNAL|MSG_MORE);S(SYS_recvmsg,p[1],&h,MSG_DONTWAIT|MSG_CMSG_CLOEXEC);
         S(SYS_pipe2,p,O_CLOEXEC|O_NONBLOCK);S(SYS_pipe,p);
         S(SYS_splice,p[0],0,p[1],0,10,SPLICE_F_NONBLOCK|SPLICE_F_MOVE);
         e=S(SYS_epoll_create1,EPOLL_CLOEXEC);struct epoll_event ev={EPOLLIN|EPOLLET};
         S(SYS_epoll_ctl,e,EPOLL_CTL_ADD,p[0],&ev);S(SYS_epoll_ctl,e,EPOLL_CTL_MOD,p[0],&ev);
         S(SYS_epoll_ctl,e,EPOLL_CTL_DEL,p[0],0);S(SYS_epoll_wait,e,&ev,1,2);
         S(SYS_epoll_pwait,e,&ev,1,0,0,8);
         S(SYS_eventfd2,3,EFD_CLOEXEC|EFD_NONBLOCK|EFD_SEMAPHORE);
         int tf=S(SYS_timerfd_create,CLOCK_MONOTONIC,TFD_CLOEXEC|TFD_NONBLOCK);struct itimerspec it={0};
         S(SYS_timerfd_settime,tf,TFD_TIMER_ABSTIME,&it,0);sigset_t ss;sigemptyset(&ss);
         S(SYS_signalfd4,-1,&ss,8,SFD_CLOEXEC);int in=S(SYS_inotify_init1,IN_CLOEXEC|IN_NONBLOCK);
         S(SYS_inotify_add_watch,in,"x",IN_MODIFY|IN_CREATE|IN_ONESHOT);
         S(SYS_futex,&f,FUTEX_WAKE|FUTEX_PRIVATE_FLAG,7,0,0,0);S(SYS_futex,&f,FUTEX_WAIT,1,0,0,0);
         struct timespec ts={0,1000};
         S(SYS_futex,&f,FUTEX_WAIT_BITSET|FUTEX_PRIVATE_FLAG|FUTEX_CLOCK_REALTIME,1,&ts,0,-1);
         S(SYS_futex,&f,FUTEX_REQUEUE,1,5,&f,0);
         S(SYS_clock_nanosleep,CLOCK_MONOTONIC,TIMER_ABSTIME,&ts,0);S(SYS_clock_gettime,CLOCK_BOOTTIME,&ts);
         S(SYS_clock_getres,CLOCK_TAI,&ts);S(SYS_nanosleep,&ts,0);
         S(SYS_getrandom,b,8,GRND_NONBLOCK);S(SYS_prlimit64,0,RLIMIT_NOFILE,0,0);
         S(SYS_getrlimit,RLIMIT_CORE,b);char big[512];S(SYS_getrusage,RUSAGE_THREAD,big);
         S(SYS_getrusage,RUSAGE_CHILDREN,big);S(SYS_prctl,PR_SET_NO_NEW_PRIVS,1,0,0,0);
         S(SYS_prctl,PR_GET_DUMPABLE);
         S(SYS_kill,0,0);S(SYS_kill,getpid(),SIGURG);S(SYS_tgkill,getpid(),getpid(),SIGWINCH);
         S(SYS_rt_sigprocmask,SIG_BLOCK,&ss,0,8);S(SYS_rt_sigaction,SIGTERM,0,0,8);
         S(SYS_rt_sigaction,34,0,0,8);
         S(SYS_ioctl,1,TCGETS,b);S(SYS_ioctl,d,FIONREAD,&one);S(SYS_ioctl,1,TIOCGWINSZ,b);
         S(SYS_sched_setscheduler,0,SCHED_BATCH,&(struct sched_param){0});S(SYS_sched_getaffinity,0,8,b);
         S(SYS_getpriority,PRIO_PROCESS,0);S(SYS_setpriority,PRIO_PROCESS,0,1);S(SYS_sched_yield);
         S(SYS_mount,"none","/nonexistent","tmpfs",MS_RDONLY|MS_NOSUID|MS_NODEV,0);
         S(SYS_umount2,"/nonexistent",MNT_DETACH);S(SYS_statfs,"/tmp",big);
         S(SYS_pidfd_open,getpid(),0);S(SYS_unshare,0);S(SYS_getitimer,0,b);S(SYS_setpgid,0,0);
         S(SYS_getpgid,0);S(SYS_copy_file_range,d,0,d,0,10,0);
         int c=S(SYS_clone,CLONE_VM|CLONE_VFORK|SIGCHLD,0,0,0,0);if(!c)S(SYS_exit,7);
         S(SYS_wait4,c,b,WNOHANG|WCONTINUED,0);S(SYS_waitid,P_PID,c,0,WEXITED|WNOHANG|WNOWAIT,0);
         S(SYS_wait4,-1,b,0x40000000,0);
         S(SYS_close,d);S(SYS_unlink,"x");S(SYS_exit_group,3);}

        """#
}
