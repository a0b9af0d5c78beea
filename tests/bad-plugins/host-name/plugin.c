// host-name - gives the machine a name (the one it has).
#include "bad.h"

static long
attack(const struct target *at)
{
    char name[128];
    (void)at;
    return gethostname(name, sizeof(name)) < 0 ? -1 : sethostname(name, strlen(name));
}

ATTACK();
