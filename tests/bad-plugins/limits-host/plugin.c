// limits-host - changes the limits of its parent.
#include "bad.h"

#include <sys/resource.h>

static const struct rlimit limit = {0, RLIM_INFINITY};

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, prlimit(getppid(), RLIMIT_CORE, &limit, NULL) < 0);
}

BAD_PLUGIN();
