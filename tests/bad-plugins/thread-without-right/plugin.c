// thread-without-right - starts a thread that its manifest does not declare.
#include "bad.h"

static void *
nothing(void *user)
{
    return user;
}

static long
attack(const struct target *at)
{
    pthread_t thread;
    (void)at;
    errno = pthread_create(&thread, NULL, nothing, NULL);
    return errno ? -1 : 0;
}

ATTACK();
