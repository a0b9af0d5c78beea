// ptrace-host - traces its parent.
#include "bad.h"

#include <sys/ptrace.h>

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) < 0);
}

BAD_PLUGIN();
