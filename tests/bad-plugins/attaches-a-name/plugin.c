// attaches-a-name - attaches a descriptor that only names a file.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    char ref[CHELA_REF_SIZE];
    int  fd = open("/", O_PATH);
    if (fd < 0)
        return reply_blocked(call, true);
    return reply_text(call, call->runtime->attach(call, fd, "text/plain", "x", ref) < 0
                                ? "{\"blocked\":true,\"by\":\"refused\"}"
                                : "{\"blocked\":false}");
}

BAD_PLUGIN();
