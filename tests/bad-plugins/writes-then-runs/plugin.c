// writes-then-runs - turns data into code.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(
        call, mprotect(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                       4096, PROT_READ | PROT_EXEC) < 0);
}

BAD_PLUGIN();
