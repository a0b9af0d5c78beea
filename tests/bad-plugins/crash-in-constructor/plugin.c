// crash-in-constructor - dies before main would.
#include "bad.h"

__attribute__((constructor)) static void
boom(void)
{
    abort();
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

BAD_PLUGIN();
