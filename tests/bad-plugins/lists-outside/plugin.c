// lists-outside - lists a folder that it did not declare.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, open("/", O_RDONLY | O_DIRECTORY) < 0);
}

BAD_PLUGIN();
