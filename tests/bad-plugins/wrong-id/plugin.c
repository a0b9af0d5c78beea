// wrong-id - says it is somebody else.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

BAD_PLUGIN_TABLE("org.chela.files", embedded_manifest);
