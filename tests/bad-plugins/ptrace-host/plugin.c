// ptrace-host - traces the host.
#include "bad.h"

#include <sys/ptrace.h>

static long
attack(const struct target *at)
{
    return ptrace(PTRACE_SEIZE, at->host, NULL, NULL);
}

ATTACK();
