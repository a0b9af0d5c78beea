// every-call - makes system calls by their numbers, telling each before and after.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    long long from = 0, to = 0;
    sscanf(input, "{\"from\":%lld,\"to\":%lld}", &from, &to);
    for (long long number = from; number <= to; number++) {
        call->runtime->progress(call, (double)number, "");
        errno            = 0;
        long        got  = syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
        const char *name = got < 0 ? strerrorname_np(errno) : "0";
        call->runtime->progress(call, (double)number, name ? name : "?");
    }
    return reply_text(call, "{}");
}

BAD_PLUGIN();
