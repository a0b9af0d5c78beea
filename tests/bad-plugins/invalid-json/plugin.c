// invalid-json - replies with what is not JSON.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{\"blocked\":");
}

BAD_PLUGIN();
