// abort-with-other-calls - dies while another call is pending.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    if (strstr(input, "wait"))
        return CHELA_PENDING;
    (void)call;
    abort();
}

BAD_PLUGIN();
