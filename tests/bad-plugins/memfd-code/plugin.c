// memfd-code - maps a file of its own making as code.
#include "bad.h"

static void *
maps_code(void)
{
    int fd = memfd_create("code", 0);
    if (fd < 0 || ftruncate(fd, 4096) < 0)
        return MAP_FAILED;
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, maps_code() == MAP_FAILED);
}

BAD_PLUGIN();
