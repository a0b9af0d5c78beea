// exits - ends its process with a friendly code.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    _exit(0);
}

BAD_PLUGIN();
