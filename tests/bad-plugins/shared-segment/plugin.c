// shared-segment - shares memory with other processes by a number.
#include "bad.h"

#include <sys/shm.h>

static long
attack(const struct target *at)
{
    (void)at;
    int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    return id < 0 ? id : shmctl(id, IPC_RMID, NULL);
}

ATTACK();
