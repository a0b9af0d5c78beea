// illegal-instruction - runs what is no instruction.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)call;
    (void)input;
    __builtin_trap();
}

BAD_PLUGIN();
