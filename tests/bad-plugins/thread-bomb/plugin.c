// thread-bomb - starts as many threads as it gets.
#include "bad.h"

static void *
wait_for_ever(void *user)
{
    for (;;)
        sleep(1);
    return user;
}

static long
attack(const struct target *at)
{
    pthread_t thread;
    (void)at;
    for (int count = 0; count < 40; count++)
        if ((errno = pthread_create(&thread, NULL, wait_for_ever, NULL)))
            return -1;
    return 0;
}

ATTACK();
