// replies-late - answers a call that has ended, from a thread.
#include "bad.h"

static void *
say_it_again(void *user)
{
    usleep(20000);
    reply_blocked(user, false);
    return NULL;
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    pthread_t thread;
    reply_blocked(call, true);
    if (pthread_create(&thread, NULL, say_it_again, call) == 0)
        pthread_detach(thread);
    return CHELA_OK;
}

BAD_PLUGIN();
