// connects-by-sending - connects without connect(), with the first bytes (TCP fast open).
#include "network.h"

static long
attack(const struct target *at)
{
    struct sockaddr_in to      = {.sin_family      = AF_INET,
                                  .sin_port        = htons((uint16_t)at->tcp),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct iovec       data    = {(char *)"x", 1};
    struct msghdr      message = {
        .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &data, .msg_iovlen = 1};
    long fd = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    return fd < 0 ? fd : syscall(SYS_sendmsg, fd, &message, MSG_FASTOPEN);
}

ATTACK();
