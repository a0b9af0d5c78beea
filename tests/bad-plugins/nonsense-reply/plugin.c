// nonsense-reply - replies with what its schema refuses.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{\"blocked\":\"perhaps\"}");
}

BAD_PLUGIN();
