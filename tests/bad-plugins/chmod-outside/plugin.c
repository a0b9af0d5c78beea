// chmod-outside - changes the mode of a file by its path.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, chmod("/tmp", 01777) < 0);
}

BAD_PLUGIN();
