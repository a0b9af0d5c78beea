// raw-connect - may connect through the broker, and makes the system calls itself.
#include "network.h"

static long
attack(const struct target *at)
{
    struct sockaddr_in to = {.sin_family      = AF_INET,
                             .sin_port        = htons((uint16_t)at->tcp),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    long               fd = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    return fd < 0 ? fd : syscall(SYS_connect, fd, &to, sizeof(to));
}

ATTACK();
