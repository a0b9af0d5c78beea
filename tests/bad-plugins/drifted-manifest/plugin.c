// drifted-manifest - was compiled with another manifest.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

BAD_PLUGIN_TABLE(PLUGIN_ID, "{\"chela\": 1}");
