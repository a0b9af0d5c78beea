// reads-host-memory - copies memory out of its parent.
#include "bad.h"

#include <sys/uio.h>

static char               byte;
static const struct iovec here = {&byte, 1}, there = {&byte, 1};

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, process_vm_readv(getppid(), &here, 1, &there, 1, 0) < 0 &&
                                   errno != EFAULT);
}

BAD_PLUGIN();
