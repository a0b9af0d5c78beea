// fills-the-disk - writes a file without end.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    char path[512], block[4096] = {0};
    snprintf(path, sizeof(path), "%s/big", call->runtime->get(call, "data_dir"));
    int    fd    = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    size_t wrote = 0;
    while (fd >= 0 && wrote < 64u << 20 && write(fd, block, sizeof(block)) > 0)
        wrote += sizeof(block);
    unlink(path);
    return reply_blocked(call, wrote < 64u << 20);
}

BAD_PLUGIN();
