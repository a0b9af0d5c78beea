// legacy-calls - makes a system call of another architecture.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    long result = 20; // getpid of i386
    __asm__ volatile("int $0x80" : "+a"(result));
    return reply_blocked(call, result <= 0);
}

BAD_PLUGIN();
