// schedules-host - gives the host another scheduling class.
#include "bad.h"

#include <sched.h>

static long
attack(const struct target *at)
{
    static const struct sched_param none;
    return sched_setscheduler(at->host, SCHED_BATCH, &none);
}

ATTACK();
