// unknown-status - returns a status that nobody knows.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    return 77;
}

BAD_PLUGIN();
