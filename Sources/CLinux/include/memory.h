/// Reading another process's memory, and holding on to its identity.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

/// process_vm_readv(2) into one local buffer; -1 and errno on failure, otherwise the bytes copied.
ssize_t sonde_process_vm_readv(pid_t process, void *local, size_t local_size, const struct iovec *remote,
                               unsigned long remote_count);

/// pidfd_open(2); -1 and errno on failure.
int sonde_pidfd_open(pid_t process);
