#define _GNU_SOURCE
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
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

/// Where the answers to a question go.
struct answers {
    /// Bytes of an answer without its attributes.
    size_t size;
    void (*take)(struct answers *answers, const struct nlmsghdr *header);
    /// Room for results, and how many there were.
    void *results;
    long capacity;
    long count;
    /// The inodes asked for, ascending.
    const uint64_t *inodes;
    long inode_count;
};

/// Collects one datagram's answers; 1 to go on, 0 at the end, -1 and errno on failure.
static int collect(const char *data, int length, struct answers *answers) {
    const struct nlmsghdr *header = (const struct nlmsghdr *)data;
    for (; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length)) {
        if (header->nlmsg_type == NLMSG_DONE) return 0;
        if (header->nlmsg_type == NLMSG_ERROR) {
            const struct nlmsgerr *failure = NLMSG_DATA(header);
            errno = header->nlmsg_len < NLMSG_LENGTH(sizeof *failure) ? EPROTO : -failure->error;
            return -1;
        }
        if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY && header->nlmsg_len >= NLMSG_LENGTH(answers->size))
            answers->take(answers, header);
    }
    return 1;
}

/// Asks the kernel for a dump and hands all answers on; their number, or -1 and errno.
static long ask(const void *question, size_t size, struct answers *answers) {
    int channel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (channel < 0) return -1;
    // A kernel that does not answer must not hang the reader.
    struct timeval limit = {.tv_sec = 2};
    setsockopt(channel, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    int going = send(channel, question, size, 0) == (ssize_t)size ? 1 : -1;
    _Alignas(struct nlmsghdr) char data[32768];
    while (going == 1) {
        ssize_t length = recv(channel, data, sizeof data, 0);
        if (length < 0 && errno == EINTR) continue;
        going = length <= 0 ? -1 : collect(data, (int)length, answers);
    }
    int failure = errno;
    close(channel);
    errno = failure;
    return going < 0 ? -1 : answers->count;
}

static void take_unix(struct answers *answers, const struct nlmsghdr *header) {
    uint64_t peer = peer_of(header);
    if (peer == 0) return;
    if (answers->count < answers->capacity) {
        const struct unix_diag_msg *message = NLMSG_DATA(header);
        struct sonde_unix_peer *pairs = answers->results;
        pairs[answers->count] = (struct sonde_unix_peer){.inode = message->udiag_ino, .peer = peer};
    }
    answers->count += 1;
}

long sonde_unix_peers(struct sonde_unix_peer *pairs, long capacity) {
    struct {
        struct nlmsghdr header;
        struct unix_diag_req request;
    } question = {
        .header = {.nlmsg_len = sizeof question,
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .request = {.sdiag_family = AF_UNIX, .udiag_states = ~0u, .udiag_show = UDIAG_SHOW_PEER},
    };
    struct answers answers = {
        .size = sizeof(struct unix_diag_msg), .take = take_unix, .results = pairs, .capacity = capacity};
    return ask(&question, sizeof question, &answers);
}

/// Whether an inode is among those asked for.
static int is_wanted(const struct answers *answers, uint64_t inode) {
    long low = 0;
    long high = answers->inode_count;
    while (low < high) {
        long middle = low + (high - low) / 2;
        if (answers->inodes[middle] < inode)
            low = middle + 1;
        else
            high = middle;
    }
    return low < answers->inode_count && answers->inodes[low] == inode;
}

static void take_tcp(struct answers *answers, const struct nlmsghdr *header) {
    const struct inet_diag_msg *message = NLMSG_DATA(header);
    if (message->idiag_inode == 0 || answers->count >= answers->capacity || !is_wanted(answers, message->idiag_inode))
        return;
    struct sonde_tcp_socket *socket = (struct sonde_tcp_socket *)answers->results + answers->count;
    *socket = (struct sonde_tcp_socket){
        .inode = message->idiag_inode,
        .local_port = ntohs(message->id.idiag_sport),
        .remote_port = ntohs(message->id.idiag_dport),
        .state = message->idiag_state,
        .receive_queue = message->idiag_rqueue,
        .send_queue = message->idiag_wqueue,
    };
    memcpy(socket->local, message->id.idiag_src, sizeof socket->local);
    memcpy(socket->remote, message->id.idiag_dst, sizeof socket->remote);
    answers->count += 1;
}

long sonde_tcp_sockets(int family, const uint64_t *inodes, long count, struct sonde_tcp_socket *sockets) {
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 request;
    } question = {
        .header = {.nlmsg_len = sizeof question,
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        // All states of /proc/net/tcp: 1 to 12.
        .request = {.sdiag_family = (uint8_t)family, .sdiag_protocol = IPPROTO_TCP, .idiag_states = 0x1ffe},
    };
    struct answers answers = {
        .size = sizeof(struct inet_diag_msg), .take = take_tcp, .results = sockets, .capacity = count,
        .inodes = inodes, .inode_count = count};
    return ask(&question, sizeof question, &answers);
}
