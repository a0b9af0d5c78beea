// emits-after-reply - goes on after its end.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    reply_blocked(call, true);
    call->runtime->emit(call, "{}", 2);
    call->runtime->progress(call, 1, "more");
    return CHELA_OK;
}

BAD_PLUGIN();
