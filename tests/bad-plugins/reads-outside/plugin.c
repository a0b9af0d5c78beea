// reads-outside - reads a file that it did not declare.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, open("/etc/passwd", O_RDONLY) < 0);
}

BAD_PLUGIN();
