// sends-to-an-address - sends over a connection that it was handed, with an address.
#include "network.h"

static long
attack(const struct target *at)
{
    struct sockaddr_in to = {.sin_family      = AF_INET,
                             .sin_port        = htons((uint16_t)at->tcp),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                fd = connect_ipv4(INADDR_LOOPBACK, at->tcp);
    return fd < 0 ? 0 : sendto(fd, "x", 1, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof(to));
}

ATTACK();
