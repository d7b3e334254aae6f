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

/// A TCP socket over IPv4 or IPv6.
struct sonde_tcp_socket {
    uint64_t inode;
    /// Network order; of IPv4 the first four bytes.
    uint8_t local[16];
    uint8_t remote[16];
    uint16_t local_port;
    uint16_t remote_port;
    /// include/net/tcp_states.h
    uint8_t state;
    uint32_t receive_queue;
    uint32_t send_queue;
};

/// Writes those TCP sockets of sonde's own network namespace to `sockets` whose inode is one of `inodes`: `count`
/// numbers, ascending, which is also the most that is written.
///
/// `family` is AF_INET or AF_INET6. Returns how many there are; -1 and errno on failure.
long sonde_tcp_sockets(int family, const uint64_t *inodes, long count, struct sonde_tcp_socket *sockets);
