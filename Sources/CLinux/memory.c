#define _GNU_SOURCE
#include "memory.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

ssize_t sonde_process_vm_readv(pid_t process, void *local, size_t local_size, const struct iovec *remote,
                               unsigned long remote_count) {
    struct iovec destination = {.iov_base = local, .iov_len = local_size};
    return process_vm_readv(process, &destination, 1, remote, remote_count, 0);
}

int sonde_pidfd_open(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}
