// keyring - asks for the user's keys.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, syscall(SYS_keyctl, 0, -4, 0) < 0);
}

BAD_PLUGIN();
