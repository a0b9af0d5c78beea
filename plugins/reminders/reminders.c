// reminders - things to do; those with a time become due (chela.due/1) and may repeat.
#include "reminders.chela.h"

#include <string.h>

#include <chela/due.h>
#include <chela/query.h>
#include <chela/sdk.h>
#include <chela/store.h>
#include <chela/time.h>

#define NO_SUCH_REMINDER "there is no such reminder"

static chela_status
reminders_open(struct chela_call *opening, void **ret_state)
{
    struct chela_store *store  = NULL;
    chela_status        status = chela_store_open(opening, "reminders", &store);
    *ret_state                 = store;
    return status;
}

static void
reminders_close(void *state)
{
    chela_store_close(state);
}

chela_status
reminders_create(struct chela_call *call, const char *text, const char *at, const char *repeat)
{
    char         id[CHELA_STORE_ID_SIZE], first[CHELA_TIME_SIZE] = "";
    chela_status status;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    status = chela_due_first(call, at, repeat, first);
    if (status < 0)
        return chela_store_fail(call->state, call, status, chela_due_fault(status));
    json_t *reminder =
        json_pack("{s:s, s:s*, s:s*, s:s*, s:b}", "text", text, "at", *first ? first : NULL,
                  "repeat", repeat, "start", repeat ? first : NULL, "done", 0);
    status = chela_store_add_take(call->state, "reminder", reminder, id);
    if (status < 0)
        return chela_store_fail(call->state, call, status, "the reminder could not be kept");
    return chela_store_commit_take(call->state, call,
                                   json_pack("{s:s, s:s*}", "id", id, "at", *first ? first : NULL));
}

// ---- list ----

static bool
fits(const json_t *reminder, const struct chela_query *query, bool with_done)
{
    const char *text = json_string_value(json_object_get(reminder, "text"));
    if (!text || (!with_done && json_is_true(json_object_get(reminder, "done"))))
        return false;
    return !query || chela_query_score(query, text, strlen(text)) == 1;
}

chela_status
reminders_list(struct chela_call *call, const char *query, bool done)
{
    struct chela_query *words = NULL;
    chela_status        status;
    const char         *id;
    json_t             *reminder;
    if (query && chela_query_new(query, 0, &words) == CHELA_NO_MEMORY)
        return CHELA_NO_MEMORY;
    if (!chela_store_begin(call->state, call, &status)) {
        chela_query_free(words);
        return status;
    }
    json_t *list = json_array();
    json_object_foreach(chela_store_records(call->state), id, reminder)
    {
        if (!fits(reminder, words, done))
            continue;
        json_t *copy = json_deep_copy(reminder);
        json_object_del(copy, "fired");
        json_object_del(copy, "start");
        json_object_set_new(copy, "id", json_string(id));
        json_array_append_new(list, copy);
    }
    chela_query_free(words);
    return chela_store_end_take(call->state, call, json_pack("{s:o}", "reminders", list));
}

// ---- changes ----

chela_status
reminders_complete(struct chela_call *call, const char *id)
{
    chela_status status;
    int64_t      version = 0;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    json_t *reminder = json_deep_copy(chela_store_get(call->state, id));
    json_t *text     = json_incref(json_object_get(reminder, "text"));
    json_object_set_new(reminder, "done", json_true());
    status = chela_store_put_take(call->state, id, reminder, &version);
    json_t *reply =
        json_pack("{s:s, s:I, s:o}", "id", id, "version", (json_int_t)version, "text", text);
    if (status < 0) {
        json_decref(reply);
        return chela_store_fail(call->state, call, status, NO_SUCH_REMINDER);
    }
    return chela_store_commit_take(call->state, call, reply);
}

chela_status
reminders_delete(struct chela_call *call, const char *id)
{
    return chela_store_delete(call->state, call, id, NO_SUCH_REMINDER);
}

chela_status
reminders_restore(struct chela_call *call, const char *id, int64_t version)
{
    return chela_store_restore(call->state, call, id, version, NO_SUCH_REMINDER);
}

chela_status
reminders_take_due(struct chela_call *call, const char *until)
{
    return chela_due_take(call->state, call, until, "text", NULL);
}

CHELA_PLUGIN(reminders, .open = reminders_open, .close = reminders_close);
