// attaches-a-pipe - attaches what can block its reader.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    char ref[CHELA_REF_SIZE];
    int  fds[2];
    if (pipe(fds) < 0)
        return CHELA_FAILED;
    return reply_text(call, call->runtime->attach(call, fds[0], "text/plain", "x", ref) < 0
                                ? "{\"blocked\":true,\"by\":\"refused\"}"
                                : "{\"blocked\":false}");
}

BAD_PLUGIN();
