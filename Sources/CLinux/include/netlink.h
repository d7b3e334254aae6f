/// The kernel's socket tables by sock_diag(7).
#pragma once

#include <stdint.h>

/// A unix socket and the one that it is connected to, by inode.
struct sonde_unix_peer {
    uint64_t inode;
    uint64_t peer;
};

/// Writes the pairs of all connected unix sockets of sonde's own network namespace to `pairs`, `capacity` at most.
///
/// Returns their whole number, which may exceed `capacity`; -1 and errno on failure.
long sonde_unix_peers(struct sonde_unix_peer *pairs, long capacity);
