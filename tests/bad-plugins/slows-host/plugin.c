// slows-host - changes the priority of its parent.
#include "bad.h"

#include <sys/resource.h>

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, setpriority(PRIO_PROCESS, (id_t)getppid(), 1) < 0);
}

BAD_PLUGIN();
