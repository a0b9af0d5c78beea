// stack-overflow - never stops calling itself.
#include "bad.h"

static int
deeper(volatile int depth)
{
    volatile char room[4096];
    room[0] = (char)depth;
    return depth > 0 ? deeper(depth + 1) + room[0] : 0;
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    return deeper(1) ? CHELA_OK : CHELA_FAILED;
}

BAD_PLUGIN();
