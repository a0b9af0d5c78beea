// fails-in-silence - returns a failure without a word.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    return CHELA_IO;
}

BAD_PLUGIN();
