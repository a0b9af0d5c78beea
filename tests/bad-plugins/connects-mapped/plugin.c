// connects-mapped - connects to this machine by an IPv4 address in IPv6's clothes.
#include "network.h"

static long
attack(const struct target *at)
{
    struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)at->tcp)};
    inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr);
    return connect_address((struct sockaddr *)&to, sizeof(to));
}

ATTACK();
