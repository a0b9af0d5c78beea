// descriptor-bomb - opens descriptors until nothing is left.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    int count = 0;
    while (count < 2000 && dup(3) >= 0)
        count++;
    for (int fd = 3 + 1; fd < 3000 && count < 2000; fd++)
        close(fd);
    return reply_blocked(call, count < 2000);
}

BAD_PLUGIN();
