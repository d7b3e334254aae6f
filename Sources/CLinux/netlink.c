#define _GNU_SOURCE
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/// The peer's inode among the attributes of one answer; 0 when it has none.
static uint64_t peer_of(const struct nlmsghdr *header) {
    const struct unix_diag_msg *message = NLMSG_DATA(header);
    int left = (int)header->nlmsg_len - (int)NLMSG_LENGTH(sizeof *message);
    const struct rtattr *attribute = (const struct rtattr *)(message + 1);
    for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        if (attribute->rta_type == UNIX_DIAG_PEER && RTA_PAYLOAD(attribute) >= sizeof(uint32_t)) {
            uint32_t peer;
            memcpy(&peer, RTA_DATA(attribute), sizeof peer);
            return peer;
        }
    }
    return 0;
}

/// Collects one datagram's answers; 1 to go on, 0 at the end, -1 and errno on failure.
static int collect(const char *data, int length, struct sonde_unix_peer *pairs, long capacity, long *count) {
    const struct nlmsghdr *header = (const struct nlmsghdr *)data;
    for (; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length)) {
        if (header->nlmsg_type == NLMSG_DONE) return 0;
        if (header->nlmsg_type == NLMSG_ERROR) {
            const struct nlmsgerr *failure = NLMSG_DATA(header);
            errno = header->nlmsg_len < NLMSG_LENGTH(sizeof *failure) ? EPROTO : -failure->error;
            return -1;
        }
        if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY || header->nlmsg_len < NLMSG_LENGTH(sizeof(struct unix_diag_msg)))
            continue;
        uint64_t peer = peer_of(header);
        if (peer == 0) continue;
        if (*count < capacity) {
            const struct unix_diag_msg *message = NLMSG_DATA(header);
            pairs[*count] = (struct sonde_unix_peer){.inode = message->udiag_ino, .peer = peer};
        }
        *count += 1;
    }
    return 1;
}

long sonde_unix_peers(struct sonde_unix_peer *pairs, long capacity) {
    int channel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (channel < 0) return -1;
    // A kernel that does not answer must not hang the reader.
    struct timeval limit = {.tv_sec = 2};
    setsockopt(channel, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    struct {
        struct nlmsghdr header;
        struct unix_diag_req request;
    } question = {
        .header = {.nlmsg_len = sizeof question,
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .request = {.sdiag_family = AF_UNIX, .udiag_states = ~0u, .udiag_show = UDIAG_SHOW_PEER},
    };
    long count = 0;
    int going = send(channel, &question, sizeof question, 0) == (ssize_t)sizeof question ? 1 : -1;
    _Alignas(struct nlmsghdr) char data[32768];
    while (going == 1) {
        ssize_t length = recv(channel, data, sizeof data, 0);
        if (length < 0 && errno == EINTR) continue;
        going = length <= 0 ? -1 : collect(data, (int)length, pairs, capacity, &count);
    }
    int failure = errno;
    close(channel);
    errno = failure;
    return going < 0 ? -1 : count;
}
