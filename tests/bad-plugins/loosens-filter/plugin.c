// loosens-filter - puts a filter of its own on top.
#include "bad.h"

static const struct {
    unsigned short len;
    void          *code;
} empty = {0, NULL};

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, syscall(SYS_seccomp, 1, 0, &empty) < 0 && errno == EPERM);
}

BAD_PLUGIN();
