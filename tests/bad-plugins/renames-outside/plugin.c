// renames-outside - renames a file that it did not declare.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, rename("/tmp/.", "/tmp/chela-bad") < 0 && errno != EBUSY &&
                                   errno != EINVAL);
}

BAD_PLUGIN();
