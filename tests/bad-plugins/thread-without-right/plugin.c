// thread-without-right - starts a thread that it has not asked for.
#include "bad.h"

static void *
end_at_once(void *user)
{
    return user;
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    pthread_t thread;
    bool      is_blocked = pthread_create(&thread, NULL, end_at_once, NULL) != 0;
    return reply_blocked(call, is_blocked);
}

BAD_PLUGIN();
