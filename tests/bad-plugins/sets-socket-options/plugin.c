// sets-socket-options - changes how a connection that it was handed travels.
#include "network.h"

static long
attack(const struct target *at)
{
    const int mark = 0x20;
    int       fd   = connect_ipv4(INADDR_LOOPBACK, at->tcp);
    return fd < 0 ? 0 : setsockopt(fd, IPPROTO_IP, IP_TOS, &mark, sizeof(mark));
}

ATTACK();
