// udp-datagram - sends a datagram, for which no connection is needed.
#include "bad.h"

#include <arpa/inet.h>

static long
attack(const struct target *at)
{
    struct sockaddr_in to = {.sin_family      = AF_INET,
                             .sin_port        = htons((uint16_t)at->udp),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                fd = socket(AF_INET, SOCK_DGRAM, 0);
    return fd < 0 ? fd : sendto(fd, "out", 3, 0, (struct sockaddr *)&to, sizeof(to));
}

ATTACK();
