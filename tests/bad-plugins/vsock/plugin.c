// vsock - speaks with the machine around this machine.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return socket(AF_VSOCK, SOCK_STREAM, 0);
}

ATTACK();
