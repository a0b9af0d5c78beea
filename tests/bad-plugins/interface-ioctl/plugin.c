// interface-ioctl - asks for network interfaces through the socket it was given.
#include "bad.h"

#include <net/if.h>
#include <sys/ioctl.h>

static long
attack(const struct target *at)
{
    (void)at;
    struct ifreq request = {.ifr_ifindex = 1};
    return ioctl(3, SIOCGIFNAME, &request);
}

ATTACK();
