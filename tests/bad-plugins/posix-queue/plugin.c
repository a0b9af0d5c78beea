// posix-queue - the same by a name.
#include "bad.h"

static long
attack(const struct target *at)
{
    char name[64];
    snprintf(name, sizeof(name), "/chela-attack-%d", at->host);
    int queue = (int)syscall(SYS_mq_open, name + 1, O_CREAT | O_RDWR, 0600, NULL);
    syscall(SYS_mq_unlink, name + 1);
    return queue;
}

ATTACK();
