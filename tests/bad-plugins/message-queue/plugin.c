// message-queue - leaves messages for other processes.
#include "bad.h"

#include <sys/msg.h>

static long
attack(const struct target *at)
{
    (void)at;
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    return id < 0 ? id : msgctl(id, IPC_RMID, NULL);
}

ATTACK();
