// leak - allocates until nothing is left.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    size_t got = 0;
    for (char *block; got < 1024 && (block = malloc(1 << 20)); got++)
        memset(block, 1, 1 << 20);
    return reply_blocked(call, got < 1024);
}

BAD_PLUGIN();
