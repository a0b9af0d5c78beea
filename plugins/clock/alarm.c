// alarm.c - alarms at a time of the wall clock, once or repeated.
#include "clock.chela.h"

#include <string.h>

#include <chela/due.h>
#include <chela/sdk.h>

#define NO_SUCH_ALARM "there is no such alarm"

chela_status
alarm_set(struct chela_call *call, const char *at, const char *repeat, const char *label)
{
    char         id[CHELA_STORE_ID_SIZE], first[CHELA_TIME_SIZE];
    int64_t      when = 0;
    chela_status status;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    status = chela_due_first(call, at, repeat, first);
    if (status < 0)
        return chela_store_fail(call->state, call, status, chela_due_fault(status));
    if (chela_time_parse(first, &when, NULL) == CHELA_OK && when <= chela_now(call))
        return chela_store_fail(call->state, call, CHELA_INVALID, "this time is over already");
    json_t *alarm = json_pack("{s:s, s:s*, s:s*, s:s*}", "at", first, "repeat", repeat, "start",
                              repeat ? first : NULL, "label", label);
    status        = chela_store_add_take(call->state, "alarm", alarm, id);
    if (status < 0)
        return chela_store_fail(call->state, call, status, "the alarm could not be kept");
    return chela_store_commit_take(call->state, call,
                                   json_pack("{s:s, s:s}", "id", id, "at", first));
}

chela_status
alarm_list(struct chela_call *call)
{
    chela_status status;
    const char  *id;
    json_t      *alarm;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    json_t *list = json_array();
    json_object_foreach(chela_store_records(call->state), id, alarm)
    {
        if (strncmp(id, "alarm-", 6) != 0 || json_is_true(json_object_get(alarm, "fired")))
            continue;
        json_t *copy = json_deep_copy(alarm);
        json_object_del(copy, "start");
        json_object_set_new(copy, "id", json_string(id));
        json_array_append_new(list, copy);
    }
    return chela_store_end_take(call->state, call, json_pack("{s:o}", "alarms", list));
}

chela_status
alarm_cancel(struct chela_call *call, const char *id)
{
    return chela_store_delete(call->state, call, id, NO_SUCH_ALARM);
}

chela_status
alarm_restore(struct chela_call *call, const char *id, int64_t version)
{
    return chela_store_restore(call->state, call, id, version, NO_SUCH_ALARM);
}
