// datagrams-to-host - may have a pair of its own sockets, and makes one that sends to anyone.
#include "bad.h"

#include <sys/un.h>

static long
attack(const struct target *at)
{
    struct sockaddr_un to      = {.sun_family = AF_UNIX};
    struct iovec       data    = {(char *)"x", 1};
    struct msghdr      message = {
        .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &data, .msg_iovlen = 1};
    int pair[2];
    snprintf(to.sun_path, sizeof(to.sun_path), "%s/datagram", at->folder);
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
        return -1;
    return syscall(SYS_sendmsg, pair[0], &message, 0);
}

ATTACK();
