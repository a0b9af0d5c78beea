// semaphore - signals other processes by a number.
#include "bad.h"

#include <sys/sem.h>

static long
attack(const struct target *at)
{
    (void)at;
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    return id < 0 ? id : semctl(id, 0, IPC_RMID);
}

ATTACK();
