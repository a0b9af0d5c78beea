// thread-bomb - starts as many threads as it gets.
#include "bad.h"

static void *
wait_for_ever(void *user)
{
    sleep(1000); // pause() would end the worker
    return user;
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    int       count = 0;
    pthread_t thread;
    while (count < 100 && pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
        count++;
    return reply_blocked(call, count < 100);
}

BAD_PLUGIN();
