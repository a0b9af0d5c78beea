// writable-code - maps memory that is writable and executable.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
}

BAD_PLUGIN();
