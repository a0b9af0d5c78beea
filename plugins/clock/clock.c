// clock - opens the plugin; alarms and timers share one store and become due together.
#include "clock.chela.h"

#include <chela/due.h>
#include <chela/sdk.h>

static chela_status
clock_open(struct chela_call *opening, void **ret_state)
{
    struct chela_store *store  = NULL;
    chela_status        status = chela_store_open(opening, "clock", &store);
    *ret_state                 = store;
    return status;
}

static void
clock_close(void *state)
{
    chela_store_close(state);
}

chela_status
alarm_take_due(struct chela_call *call, const char *until)
{
    return chela_due_take(call->state, call, until, "label",
                          chela_lang_is(call, "zh") ? "时间到" : "time is up");
}

CHELA_PLUGIN(clock, .open = clock_open, .close = clock_close);
